import * as vscode from 'vscode';
import type { Verdict } from '../core/annotations/mark.ts';
import type { Seq } from '../core/session/ids.ts';
import type { SliceView } from '../core/view/slice.ts';
import { affectedGroups, nextAffected } from './affectedRows.ts';
import type { AffectedTree } from './affectedTree.ts';
import { exportLabels } from './exportLabels.ts';
import { checklist } from './checklist.ts';
import { pickConsumer } from './consumers.ts';
import { markAt } from './marking.ts';
import { askModel } from './modelCheck.ts';
import type { AnswerStore } from './modelCheckStore.ts';
import { openAsText, showGraph, showSkippedLines, showTranscript } from './open.ts';
import type { SessionDocument } from './sessionDocument.ts';
import type { Sessions } from './sessions.ts';
import type { TranscriptFiles } from './transcriptFiles.ts';
import { lensTarget, selectedText } from './transcriptSelection.ts';
import type { Selected } from './transcriptSelection.ts';

export interface CommandParts {
  readonly sessions: Sessions;
  readonly transcripts: TranscriptFiles;
  readonly affected: AffectedTree;
  readonly answers: AnswerStore;
}

/** Everything about an open session that the palette, a key, a lens or a row of a view can ask for. */
export function registerCommands(parts: CommandParts): vscode.Disposable {
  const { sessions, transcripts, affected, answers } = parts;
  const target = (): Selected | undefined => pointedAt(parts);
  const active = (act: (session: SessionDocument) => unknown): (() => Promise<void>) => {
    return async () => {
      if (sessions.active !== undefined) await act(sessions.active);
    };
  };
  const mark = (verdict: Verdict) => async (): Promise<void> => {
    const at = target();
    await at?.session.mark(at.seq, at.range, verdict);
  };
  const jump = (direction: 1 | -1): (() => Promise<void>) =>
    active(session => {
      const rings = session.opened?.slice.rings ?? [];
      const seq = nextAffected(rings, session.selected, direction);
      if (seq !== undefined) session.select(seq, 'command');
    });
  /** The step that a lens names, or else the selected one. */
  const step = (uri?: vscode.Uri, seq?: Seq): Selected | undefined => {
    const transcript = uri && transcripts.at(uri);
    if (transcript === undefined || seq === undefined) return target();
    return { session: transcript.session, seq, range: undefined };
  };

  const commands: Record<string, (...args: never[]) => unknown> = {
    openTranscript: active(session => showTranscript(session, transcripts)),
    openGraph: active(session => showGraph(session.uri)),
    openAsText: active(session => openAsText(session.uri)),
    showSkippedLines: active(showSkippedLines),
    markWrong: mark('wrong'),
    markUnsure: mark('unsure'),
    markVerified: mark('verified'),
    markStep: async (uri: vscode.Uri, seq: Seq, verdict: Verdict) => {
      const transcript = transcripts.at(uri);
      if (transcript === undefined) return;
      const at = lensTarget(transcript, seq);
      await at.session.mark(at.seq, at.range, verdict);
    },
    removeMark: async () => {
      const at = target();
      const found = at && markAt(at.session.opened?.slice.marks ?? [], at.seq, at.range);
      if (found !== undefined) await at?.session.removeMark(found.id);
    },
    undo: active(session => session.undo()),
    redo: active(session => session.redo()),
    nextAffected: jump(1),
    previousAffected: jump(-1),
    selectStep: (seq: Seq) => sessions.active?.select(seq, 'tree'),
    showMoreAffected: (group: string) => affected.showMore(group),
    whoConsumed: async (uri?: vscode.Uri, seq?: Seq) => {
      const at = step(uri, seq);
      if (at === undefined) return;
      at.session.select(at.seq, 'command');
      await showGraph(at.session.uri);
      const consumer = await pickConsumer(at.session, at.seq);
      if (consumer !== undefined) at.session.select(consumer, 'command');
    },
    whyAffected: async (uri?: vscode.Uri, seq?: Seq) => {
      const at = step(uri, seq);
      if (at === undefined) return;
      at.session.select(at.seq, 'command');
      await showGraph(at.session.uri);
    },
    askModel: active(session => askModel(session, answers)),
    exportLabels: active(exportLabels),
    copyAffected: active(async ({ opened }) => {
      if (opened === undefined) return;
      const groups = affectedGroups(opened, vscode.l10n.t);
      await vscode.env.clipboard.writeText(checklist(opened, groups));
    }),
  };
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([name, run]) =>
      vscode.commands.registerCommand(`faultline.${name}`, run),
    ),
    sessions.onDidChangeActive(contextTeller(sessions)),
  );
}

/** Selected text of the transcript that has the focus; else the selected step of the active session. */
function pointedAt({ sessions, transcripts }: CommandParts): Selected | undefined {
  const editor = vscode.window.activeTextEditor;
  const transcript = editor && transcripts.at(editor.document.uri);
  if (editor !== undefined && transcript !== undefined) {
    const selected = selectedText(editor, transcript);
    if (selected === undefined) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('Select text of one step: a mark belongs to one output.'),
      );
    }
    return selected;
  }
  const session = sessions.active;
  if (session?.selected === undefined) return undefined;
  return { session, seq: session.selected, range: undefined };
}

/** Lets menus and keys know what there is to act on. */
function contextTeller(sessions: Sessions): () => void {
  const told = new Map<string, boolean>();
  const set = (key: string, value: boolean): void => {
    if (told.get(key) === value) return;
    told.set(key, value);
    void vscode.commands.executeCommand('setContext', `faultline.${key}`, value);
  };
  return () => {
    const opened = sessions.active?.opened;
    set('open', opened !== undefined);
    set('marked', (opened?.slice.marks.length ?? 0) > 0);
    set('askable', opened !== undefined && openSteps(opened.slice) > 0);
    set('skippedLines', (opened?.graph.diagnostics.length ?? 0) > 0);
  };
}

/** How many steps evidence leaves open. */
const openSteps = ({ counts, checks }: SliceView): number =>
  counts.suspect + counts.exposed + counts.notProven + checks.length;
