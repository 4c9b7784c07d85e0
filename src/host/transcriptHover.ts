import * as vscode from 'vscode';
import type { HopView } from '../core/view/details.ts';
import type { StepView } from '../core/view/graph.ts';
import { evidenceWords } from '../core/view/words.ts';
import type { TranscriptFiles } from './transcriptFiles.ts';
import { offsetAt, spanOf, stepAtLine } from './transcriptMap.ts';
import { agentName, number, stepName } from './words.ts';

/** Over marked or tainted text: the verdict and the evidence. Recorded text goes in as text only, never as markup. */
export const transcriptHover = (files: TranscriptFiles): vscode.HoverProvider => ({
  async provideHover(document, position) {
    const transcript = files.at(document.uri);
    const opened = transcript?.session.opened;
    const seq = transcript && stepAtLine(transcript.text, position.line);
    if (transcript === undefined || opened === undefined || seq === undefined) return undefined;
    const heading = transcript.text.headings[seq];
    if (position.line === heading)
      return aboutStep(opened.graph.steps[seq], document.lineAt(heading).range);
    const offset = offsetAt(transcript.text, position);
    const ranges = opened.slice.highlights.find(each => each.seq === seq)?.ranges ?? [];
    const range = ranges.find(each => each.start <= offset && offset <= each.end);
    if (range === undefined) return undefined;
    const details = await transcript.session.details(seq);
    const parts = [new vscode.MarkdownString().appendText(details.verdict)];
    for (const mark of details.marks) {
      if (mark.note !== undefined) parts.push(new vscode.MarkdownString().appendText(mark.note));
    }
    const hop = details.path.at(-1);
    if (hop !== undefined) parts.push(...evidence(hop, agentName(opened.graph, hop.used)));
    const { start, end } = spanOf(transcript.text, seq, range);
    return new vscode.Hover(
      parts,
      new vscode.Range(start.line, start.character, end.line, end.character),
    );
  },
});

/** Over a heading: what the recording calls the step, when it was, how long it is. */
function aboutStep(step: StepView | undefined, range: vscode.Range): vscode.Hover | undefined {
  if (step === undefined) return undefined;
  const time = step.time === undefined ? '' : `${new Date(step.time).toLocaleString()}, `;
  const words = vscode.l10n.t('{0}{1} characters, {2}', time, number(step.chars), step.sourceId);
  return new vscode.Hover(new vscode.MarkdownString().appendText(words), range);
}

function evidence(hop: HopView, agent: string): vscode.MarkdownString[] {
  const words = vscode.l10n.t(
    '{0}, {1}, from {2} {3}:',
    evidenceWords(hop.kind),
    hop.tier,
    stepName(hop.used),
    agent,
  );
  return [
    new vscode.MarkdownString().appendText(words),
    new vscode.MarkdownString().appendCodeblock(hop.from.text, 'plaintext'),
  ];
}
