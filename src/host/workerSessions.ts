import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { anchorOf } from '../core/annotations/anchor.ts';
import { stepAt } from '../core/session/session.ts';
import { Analysis } from '../core/view/analysis.ts';
import { writeLabels } from '../formats/labels.ts';
import { readMarks, writeMarks } from '../formats/marks.ts';
import { readSession } from '../formats/read.ts';
import type { Handlers } from '../protocol/rpc.ts';
import type { EngineRequests, Opened, Source } from './engineRequests.ts';
import { askings, takeAnswers } from './modelCheckAnswers.ts';
import { transcriptOf } from './transcriptText.ts';

/** The worker's side of the engine: one analysis per open session. */
export function sessionHandlers(): Handlers<EngineRequests> {
  const sessions = new Map<string, Analysis>();
  const open = (session: string): Analysis => {
    const found = sessions.get(session);
    if (found === undefined) throw new Error(`the session ${session} is not open`);
    return found;
  };
  return {
    async open({ session: uri, name, source }): Promise<Opened> {
      const bytes = await bytesOf(source);
      const read = readSession(bytes, name);
      if (!read.ok) return read;
      const analysis = new Analysis(read.session, read.diagnostics);
      sessions.set(uri, analysis);
      const fingerprint = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
      return { ok: true, graph: analysis.graph(), format: read.format, fingerprint };
    },
    close({ session }) {
      sessions.delete(session);
      return undefined;
    },
    annotate: ({ session, annotations }) => open(session).annotate(annotations),
    openQuestions: ({ session }) => open(session).questions().length,
    askings: ({ session, modelId, known }) => askings(open(session), modelId, new Set(known)),
    takeAnswers: ({ session, answers }) => takeAnswers(open(session), answers),
    labels: ({ session, annotations, name }) =>
      writeLabels(open(session).session, annotations, name),
    details: ({ session, seq }) => open(session).details(seq),
    search: ({ session, text }) => open(session).search(text),
    transcript: ({ session }) => transcriptOf(open(session).session),
    anchor({ session, seq, range }) {
      return anchorOf(stepAt(open(session).session, seq), range);
    },
    readMarks: ({ text, name }) => readMarks(text, name),
    writeMarks,
  };
}

const bytesOf = async (source: Source): Promise<Uint8Array> =>
  source.kind === 'bytes' ? source.bytes : await readFile(source.path);
