import type { Verdict } from '../src/core/annotations/mark.ts';
import type { Ring } from '../src/core/propagation/slice.ts';
import type { EvidenceKind, Tier } from '../src/core/provenance/derivation.ts';
import type { StepShape } from '../src/core/view/graph.ts';
import type { CheckView } from '../src/core/view/checks.ts';
import { answerWords, evidenceWords, finalAnswerWords } from '../src/core/view/words.ts';

// Every word of the page that is not recorded text.

const formatted = new Intl.NumberFormat('en-US');
export const number = (value: number): string => formatted.format(value);

export const count = (value: number, one: string, many = `${one}s`): string =>
  `${number(value)} ${value === 1 ? one : many}`;

export const stepName = (seq: number): string => `#${number(seq)}`;

export const ringName: Readonly<Record<Ring, string>> = {
  wrong: 'wrong',
  unsure: 'unsure',
  verified: 'verified',
  traced: 'traced',
  suspect: 'suspect',
  exposed: 'exposed',
  clean: 'clean',
  notProven: 'not proven',
};

export const ringCaption: Readonly<Record<Ring, string>> = {
  wrong: 'you marked it',
  unsure: 'you are not sure',
  verified: 'stops the flow',
  traced: 'used the wrong text',
  suspect: 'possible: weak evidence',
  exposed: 'had it in context, no evidence',
  clean: 'never had it',
  notProven: 'input unknown',
};

export const ringHelp: Readonly<Record<Ring, string>> = {
  ...ringCaption,
  suspect: 'possible: weak evidence, or it used text next to it',
};

export const cleanBeforeMark = 'before the mark';

export const ringTitle: Readonly<Record<Ring, string>> = {
  wrong: 'Wrong.',
  unsure: 'Unsure.',
  verified: 'Verified.',
  traced: 'Traced.',
  suspect: 'Suspect.',
  exposed: 'Exposed.',
  clean: 'Clean.',
  notProven: 'Not proven.',
};

export const verdictName: Readonly<Record<Verdict, string>> = {
  wrong: 'Wrong',
  unsure: 'Unsure',
  verified: 'Verified',
};

export const verdictKey: Readonly<Record<Verdict, string>> = {
  wrong: 'W',
  unsure: 'U',
  verified: 'V',
};

export const evidence = (kind: EvidenceKind, tier: Tier): string =>
  `${evidenceWords(kind)}, ${tier}`;

export const shapeName: Readonly<Record<StepShape, string>> = {
  user: 'user message',
  message: 'assistant message',
  call: 'assistant message with a call',
  result: 'tool result',
  system: 'system message',
};

export const addressed = (to: readonly string[]): string =>
  `assistant message, addressed to ${to.join(', ')}`;

/** What became of the final answer; shorter where there is little room, the flag beside it says the rest. */
export function finalTitle(ring: Ring | undefined, form: 'long' | 'short' | 'tiny'): string {
  switch (form) {
    case 'long':
      return finalAnswerWords(ring);
    case 'short':
      return ring === undefined ? 'No final answer' : `Final answer: ${ringName[ring]}`;
    case 'tiny':
      return ring === undefined ? 'none' : ringName[ring];
  }
}

export const words = {
  search: 'Search text, #step or agent',
  searchShort: 'Search',
  searchNone: 'no match',
  searchPlace: (at: number, of: number): string => `${number(at)} of ${number(of)}`,
  clearSearch: 'Clear the search (Esc)',
  filter: 'Filter',
  filterLabel: 'Show only one ring (1 to 4)',
  filterAll: 'All steps',
  edgesLabel: 'Which evidence edges are drawn (E)',
  edges: { affected: 'affected', selected: 'selected step', none: 'none' },
  edgesWord: 'Edges',
  zoomIn: 'Zoom in (+)',
  zoomOut: 'Zoom out (−)',
  fit: 'Fit',
  fitLabel: 'Fit the whole session (F)',
  inView: (steps: number): string => count(steps, 'step'),
  inViewLabel: 'Steps in view',
  replay: 'Replay',
  toFirstAffected: 'Replay to the first affected step (A)',
  reverseContinue: 'Reverse to the previous affected step',
  stepBack: 'Step back (,)',
  play: 'Play (P)',
  pause: 'Pause (P)',
  step: 'Step (.)',
  continue: 'Continue to the next affected step',
  position: (at: number, last: number): string => `Step ${number(at)} of ${number(last)}`,
  transcript: 'Transcript',
  transcriptLabel: 'Open the transcript at this step (Enter)',
  legendLabel: 'Legend and keys (?)',
  tiles: 'What the marks touched',
  tileHelp: (ring: string, caption: string): string => `${ring}: ${caption}. Shows only these.`,
  wrongIn: (step: string, agent: string): string => `wrong in ${step}, ${agent}`,
  finalLabel: 'Show the final answer and why',
  nothingMarked:
    'Nothing is marked. Select a step, then the wrong sentence of its output, and press W.',
  sessionTitle: (steps: number, agents: number, servers: number): string =>
    `${count(steps, 'step')}, ${count(agents, 'agent')}${servers > 0 ? `, ${count(servers, 'MCP server')}` : ''}`,
  graphLabel:
    'Agent lanes by step. Arrow keys move, W, U and V mark, question mark lists all keys.',
  mapLabel: 'Whole session',
  mapShare: 'share of steps',
  mirrorLabel: 'Steps',
  beforeMark: 'before the mark: clean',
  finalAnswer: 'final answer',
  arrowsA: 'arrows: uses',
  arrowsB: (steps: number): string => `per ${number(steps)} steps`,
  laneAffected: (affected: number, all: number): string =>
    `${number(affected)} of ${number(all)} affected`,
  laneShare: (affected: number, all: number): string => {
    const share = (affected / Math.max(1, all)) * 100;
    return `${number(affected)} of ${number(all)}, ${share < 1 ? '<1' : Math.round(share)} %`;
  },
  laneSteps: (all: number): string => count(all, 'step'),
  barTitle: (agent: string, from: number, to: number): string =>
    `${agent}, ${stepName(from)} to ${stepName(to)}`,
  barHint: 'Double-click or Enter zooms in here',
  opaque: 'no text to compare',
  error: 'error',
  characters: (chars: number): string => count(chars, 'character'),
  details: 'Details',
  detailsEmpty: 'Select a step to see its output, and why it is affected.',
  detailsFailed: (message: string): string => `The details could not be read: ${message}`,
  openTranscript: 'Open in the transcript (Enter)',
  pin: 'Pin this step (Space)',
  unpin: 'Unpin (Space)',
  close: 'Close',
  output: 'Output',
  outputHelp: 'select text to mark only that part',
  outputEmpty: 'This step has no text.',
  outputBefore: (chars: number): string => `Show ${count(chars, 'character')} before`,
  outputAfter: (chars: number): string => `Show ${count(chars, 'character')} after`,
  verdict: 'Your verdict',
  unsourced: (values: readonly string[]): string => {
    const most = 4;
    const shown = values.slice(0, most).map(value => `“${value}”`);
    const rest = values.length > most ? ` and ${number(values.length - most)} more` : '';
    return `Found nowhere before this step: ${shown.join(', ')}${rest}. Invented, remembered, or not recorded.`;
  },
  modelSaid: ({ answer, model, quoteMarked, quoteStep }: CheckView): string => {
    const said = `${model}: ${answerWords(answer)}.`;
    return quoteMarked === '' && quoteStep === ''
      ? said
      : `${said} It quotes “${quoteMarked}”, and here “${quoteStep}”.`;
  },
  note: 'Note',
  noteOf: (quote: string): string => `Note on “${quote}”`,
  notePlaceholder: 'What is the matter with it? What would be right?',
  why: 'Why is this step affected?',
  whyVerified: 'What would reach it',
  whyNot: (ring: string): string => `Why is this step ${ring}?`,
  usesFrom: (uses: number, step: string): string => `${count(uses, 'use')} from ${step}`,
  otherUses: (uses: number): string =>
    uses === 1
      ? 'One other use also reaches this step.'
      : `${number(uses)} other uses also reach this step.`,
  moreUses: (uses: number, from: string, to: string): string =>
    `${number(uses)} more ${uses === 1 ? 'use' : 'uses'}, ${from} to ${to}`,
  notWrongText: 'not the wrong text',
  bits: (bits: number): string => `${number(Math.round(bits))} bits of surprise`,
  disagree: 'Disagree?',
  didNotUse: (step: string): string => `It did not use ${step}`,
  said: (step: string, didUse: boolean): string =>
    didUse ? `You said that it used ${step}.` : `You said that it did not use ${step}.`,
  takeBack: 'Take it back',
  inputs: 'Inputs',
  inputsOf: (steps: number): string => count(steps, 'earlier step'),
  inputsUnknown: 'not recorded',
  consumers: 'Consumed by',
  nobody: 'nobody',
  steps: (steps: number): string => count(steps, 'step'),
  showAll: (all: number): string => `Show all ${number(all)}`,
  showMore: (more: number): string => `Show ${number(more)} more`,
  whereItWent: 'Where it went',
  whereOrder: 'by agent, most traced first',
  loading: (name: string | undefined): string => `Reading ${name ?? 'the session'}`,
  loadingHelp: 'Finding who used whose output.',
  refusedTitle: 'This file is not a session Faultline can read',
  openAsText: 'Open as text',
  emptyTitle: 'No steps yet',
  emptyHelp: 'Steps appear here as they are recorded.',
  unrecordedTitle: 'Inputs were not recorded.',
  unrecorded: 'Clean is not proven: a step without evidence may still have read the wrong text.',
  skippedTitle: (lines: number): string => `${count(lines, 'note')} on this recording.`,
  skippedMore: 'Everything else is shown.',
  showLines: 'Show lines',
  lostTitle: (marks: number): string => `${count(marks, 'mark')} lost.`,
  lost: 'The step or the text they were on is not in this session any more.',
  dismiss: 'Dismiss',
  live: {
    nothing: 'No marks.',
    counts: (counts: string, final: string): string => `${counts}. ${final}.`,
  },
  mirrorSays: (text: string): string => `says ${text}`,
  legendTitle: 'Legend and keys',
  legendShapes: 'Outline: kind of step',
  legendRings: 'Fill: what the mark means for it',
  legendEdges: 'Lines: how the use is known',
  legendKeys: 'Keys in the graph',
} as const;

export const lineName: Readonly<Record<'traced' | 'suspect' | 'model' | 'exposed', string>> = {
  traced: 'evidence in both texts',
  suspect: 'weak evidence, or text next to the wrong one',
  model: 'only a language model says so; its quotes are there',
  exposed: 'had it in context',
};

/** Keys, as the legend lists them. */
export const keyWords: readonly (readonly [keys: string, what: string])[] = [
  ['← →', 'previous, next step'],
  ['↑ ↓', 'nearest step in the lane above, below'],
  ['[ ]', 'to the cause, to the first consumer'],
  ['N  Shift+N', 'next, previous affected step'],
  ['M', 'next mark'],
  ['Home End', 'first, last step'],
  ['W U V', 'wrong, unsure, verified; again to remove'],
  ['Enter', 'open the transcript here'],
  ['Space', 'pin the details'],
  ['/', 'search; Enter for the next match'],
  ['F + −', 'fit, zoom in, zoom out'],
  ['E', 'which edges are drawn'],
  ['1 2 3 4', 'only traced, suspect, exposed, clean'],
  [', .', 'replay: step back, step'],
  ['P', 'replay: play, pause'],
  ['A', 'replay: to the first affected step'],
  ['Esc', 'back to the mark, clear'],
  ['Ctrl+Z  Ctrl+Y', 'undo, redo a mark'],
];
