import * as vscode from 'vscode';
import type { Verdict } from '../core/annotations/mark.ts';
import type { Seq } from '../core/session/ids.ts';
import type { Transcript, TranscriptFiles } from './transcriptFiles.ts';

/** In longer sessions only the steps around the caret carry lenses: a lens for each would slow the editor down. */
const mostSteps = 2000;
const around = 25;

/** `Mark wrong | Unsure | Verified | Who consumed this? | Why affected?` above each heading. */
export class TranscriptLenses implements vscode.CodeLensProvider {
  readonly #files: TranscriptFiles;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #listener: vscode.Disposable;

  constructor(files: TranscriptFiles) {
    this.#files = files;
    this.#listener = files.onDidChange(() => this.#changed.fire());
  }

  /** The selected step is another. */
  selectionMoved({ text }: Transcript): void {
    if (text.headings.length > mostSteps) this.#changed.fire();
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const transcript = this.#files.at(document.uri);
    const opened = transcript?.session.opened;
    if (transcript === undefined || opened === undefined) return [];
    const { headings } = transcript.text;
    const lenses: vscode.CodeLens[] = [];
    const middle = transcript.session.selected ?? 0;
    const all = headings.length <= mostSteps;
    const first = all ? 0 : Math.max(0, middle - around);
    const end = all ? headings.length : Math.min(headings.length, middle + around);
    for (let seq = first; seq < end; seq++) {
      const line = headings[seq] ?? 0;
      const ring = opened.slice.rings[seq];
      const affected = ring === 'traced' || ring === 'suspect';
      lenses.push(...lensesOf(transcript.uri, seq, new vscode.Range(line, 0, line, 0), affected));
    }
    return lenses;
  }

  dispose(): void {
    this.#listener.dispose();
    this.#changed.dispose();
  }
}

function lensesOf(
  uri: vscode.Uri,
  seq: Seq,
  range: vscode.Range,
  affected: boolean,
): vscode.CodeLens[] {
  const { t } = vscode.l10n;
  const mark = (title: string, verdict: Verdict): vscode.CodeLens =>
    new vscode.CodeLens(range, {
      title,
      command: 'faultline.markStep',
      arguments: [uri, seq, verdict],
    });
  const ask = (title: string, command: string): vscode.CodeLens =>
    new vscode.CodeLens(range, { title, command, arguments: [uri, seq] });
  return [
    mark(t('Mark wrong'), 'wrong'),
    mark(t('Unsure'), 'unsure'),
    mark(t('Verified'), 'verified'),
    ask(t('Who consumed this?'), 'faultline.whoConsumed'),
    ...(affected ? [ask(t('Why affected?'), 'faultline.whyAffected')] : []),
  ];
}
