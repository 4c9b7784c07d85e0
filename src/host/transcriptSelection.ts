import * as vscode from 'vscode';
import type { Seq } from '../core/session/ids.ts';
import type { Range } from '../core/session/range.ts';
import type { SessionDocument } from './sessionDocument.ts';
import type { Sessions } from './sessions.ts';
import type { Transcript, TranscriptFiles } from './transcriptFiles.ts';
import type { TranscriptLenses } from './transcriptLenses.ts';
import { rangeAt, stepAtLine } from './transcriptMap.ts';

/** Keeps caret and selected step together, in both directions. A step that is selected already is never selected again: no loops. */
export function followSelection(
  sessions: Sessions,
  files: TranscriptFiles,
  lenses: TranscriptLenses,
): vscode.Disposable {
  const followed = new Map<SessionDocument, vscode.Disposable>();
  const follow = (transcript: Transcript): void => {
    if (followed.has(transcript.session)) return;
    const { session } = transcript;
    followed.set(
      session,
      session.onDidSelect(({ seq, by }) => {
        const current = files.of(session);
        if (current === undefined) return;
        lenses.selectionMoved(current);
        if (by !== 'transcript') revealStep(current, seq);
      }),
    );
  };
  const activated = (editor: vscode.TextEditor | undefined): void => {
    const transcript = editor && files.at(editor.document.uri);
    if (transcript !== undefined) sessions.activate(transcript.session);
  };
  return vscode.Disposable.from(
    files.onDidChange(transcript => {
      follow(transcript);
      activated(vscode.window.activeTextEditor);
    }),
    vscode.window.onDidChangeActiveTextEditor(activated),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
      const transcript = files.at(textEditor.document.uri);
      const [selection] = selections;
      if (transcript === undefined || selection === undefined) return;
      // A caret that was put somewhere while another editor has the focus is our own doing.
      if (textEditor !== vscode.window.activeTextEditor) return;
      // So is one that we put: when its event comes, the person may be a step further.
      if (revealed.delete(keyOf(transcript, selection.active.line))) return;
      const seq = stepAtLine(transcript.text, selection.active.line);
      if (seq !== undefined) transcript.session.select(seq, 'transcript');
    }),
    files.onDidClose(session => {
      followed.get(session)?.dispose();
      followed.delete(session);
    }),
  );
}

/** Places where carets were put whose event has not come yet. */
const revealed = new Set<string>();

const keyOf = ({ uri }: Transcript, line: number): string => `${uri.toString()}#${line}`;

/** Puts the caret on the step in every editor that shows it, unless the caret is within the step already. */
export function revealStep(transcript: Transcript, seq: Seq): void {
  const { uri, text } = transcript;
  const line = text.headings[seq];
  if (line === undefined) return;
  for (const editor of vscode.window.visibleTextEditors) {
    if (editor.document.uri.toString() !== uri.toString()) continue;
    if (stepAtLine(text, editor.selection.active.line) !== seq) {
      revealed.add(keyOf(transcript, line));
      editor.selection = new vscode.Selection(line, 0, line, 0);
    }
    const heading = new vscode.Range(line, 0, line, 0);
    editor.revealRange(heading, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }
}

export interface Selected {
  readonly session: SessionDocument;
  readonly seq: Seq;
  /** Undefined for the whole step. */
  readonly range: Range | undefined;
}

/** What the person points at in a transcript: the selected text, or else the whole step with the caret. */
export function selectedText(
  editor: vscode.TextEditor,
  transcript: Transcript,
): Selected | undefined {
  const { session, text } = transcript;
  const found = editor.selection.isEmpty ? undefined : rangeAt(text, editor.selection);
  if (found !== undefined) return { session, ...found };
  if (!editor.selection.isEmpty) return undefined;
  const seq = stepAtLine(text, editor.selection.active.line);
  return seq === undefined ? undefined : { session, seq, range: undefined };
}

/** What a lens of a step marks: the selection if it lies within that step, else the whole step. */
export function lensTarget(transcript: Transcript, seq: Seq): Selected {
  const key = transcript.uri.toString();
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  // Of two editors of one transcript it is the one with the focus that the lens was clicked in.
  const editor = [activeTextEditor, ...visibleTextEditors].find(
    each => each?.document.uri.toString() === key,
  );
  const found =
    editor === undefined || editor.selection.isEmpty
      ? undefined
      : rangeAt(transcript.text, editor.selection);
  return {
    session: transcript.session,
    seq,
    range: found?.seq === seq ? found.range : undefined,
  };
}
