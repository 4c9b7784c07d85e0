import * as vscode from 'vscode';
import type { Seq } from '../core/session/ids.ts';
import type { DetailsView, HopView } from '../core/view/details.ts';
import type { StepView } from '../core/view/graph.ts';
import type { SliceView } from '../core/view/slice.ts';
import { evidenceWords } from '../core/view/words.ts';
import { visible } from '../protocol/visible.ts';
import { plainLabel } from './plain.ts';
import type { TranscriptFiles } from './transcriptFiles.ts';
import type { TranscriptText } from './transcriptText.ts';
import { toRange } from './transcriptRange.ts';
import { offsetAt, spanOf, stepAtLine } from './transcriptMap.ts';
import { agentName, isMarked, number, stepName } from './words.ts';

/** Over a heading, or marked or tainted text: the verdict and the evidence. Recorded text goes in as text only. */
export const transcriptHover = (files: TranscriptFiles): vscode.HoverProvider => ({
  async provideHover(document, position) {
    const transcript = files.at(document.uri);
    const opened = transcript?.session.opened;
    const seq = transcript && stepAtLine(transcript.text, position.line);
    const step = seq === undefined ? undefined : opened?.graph.steps[seq];
    if (transcript === undefined || opened === undefined || step === undefined) return undefined;
    const heading = position.line === transcript.text.headings[step.seq];
    const range = heading
      ? document.lineAt(position.line).range
      : highlightAt(transcript.text, opened.slice, step.seq, position);
    if (range === undefined) return undefined;
    const parts = heading ? [aboutStep(step)] : [];
    if (isMarked(opened.slice)) {
      const details = await transcript.session.details(step.seq);
      parts.push(...explanation(details, seqOf => agentName(opened.graph, seqOf)));
    }
    return new vscode.Hover(parts, range);
  },
});

function highlightAt(
  text: TranscriptText,
  slice: SliceView,
  seq: Seq,
  position: vscode.Position,
): vscode.Range | undefined {
  const offset = offsetAt(text, position);
  const ranges = slice.highlights.find(each => each.seq === seq)?.ranges ?? [];
  const range = ranges.find(each => each.start <= offset && offset <= each.end);
  return range && toRange(spanOf(text, seq, range));
}

/** What the recording calls the step, when it was, how long it is. */
function aboutStep(step: StepView): vscode.MarkdownString {
  const time = step.time === undefined ? '' : `${new Date(step.time).toLocaleString()}, `;
  return plain(
    vscode.l10n.t(
      '{0}{1} characters, {2}',
      time,
      number(step.chars),
      plainLabel(step.sourceId, 120),
    ),
  );
}

function explanation(
  details: DetailsView,
  agent: (seq: Seq) => string,
): readonly vscode.MarkdownString[] {
  const notes = details.marks.flatMap(({ note }) => (note === undefined ? [] : [plain(note)]));
  const hop = details.path.at(-1);
  return [
    plain(details.verdict),
    ...notes,
    ...(hop === undefined ? [] : evidence(hop, agent(hop.used))),
  ];
}

const plain = (text: string): vscode.MarkdownString =>
  new vscode.MarkdownString().appendText(visible(text));

function evidence(hop: HopView, agent: string): vscode.MarkdownString[] {
  const words = vscode.l10n.t(
    '{0}, {1}, from {2} {3}:',
    evidenceWords(hop.kind),
    hop.tier,
    stepName(hop.used),
    agent,
  );
  return [
    plain(words),
    new vscode.MarkdownString().appendCodeblock(visible(hop.from.text), 'plaintext'),
  ];
}
