import { mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readMarks, writeMarks } from '../../../src/formats/marks.ts';
import type { Engine } from '../../../src/host/engine.ts';
import type { EngineRequests } from '../../../src/host/engineRequests.ts';
import { SessionDocument } from '../../../src/host/sessionDocument.ts';
import type { SessionServices } from '../../../src/host/sessionDocument.ts';
import { sessionHandlers } from '../../../src/host/workerSessions.ts';
import { changed, Uri, watched } from './fakeVscode.ts';

vi.mock('vscode', () => import('./fakeVscode.ts'));

// Marks are what a person cannot get back: none is lost or doubled, whatever happens to the file and to the editor.

const messages = [
  { role: 'user', name: 'user', content: 'What did Nordwind earn in 2025?', id: 'm0' },
  { role: 'assistant', name: 'researcher', content: 'Revenue was 48,250 million EUR.', id: 'm1' },
  { role: 'assistant', name: 'writer', content: 'Nordwind earned 48,250 million.', id: 'm2' },
  { role: 'assistant', name: 'editor', content: 'A fine year.', id: 'm3' },
];

type Method = keyof EngineRequests;

/** The worker's handlers without the worker: a test may hold requests back, and sees which sessions are open. */
function fakeEngine() {
  const handlers = sessionHandlers();
  const open = new Set<string>();
  let before: (method: Method) => Promise<void> = () => Promise.resolve();
  return {
    open,
    before(hook: (method: Method) => Promise<void>) {
      before = hook;
    },
    async request(method: Method, argument: never): Promise<unknown> {
      await before(method);
      const { session } = argument as { session: string };
      if (method === 'open') open.add(session);
      if (method === 'close') open.delete(session);
      const handler = handlers[method] as (argument: unknown) => unknown;
      return await handler(structuredClone(argument));
    },
  };
}

let folder: string;
let engine: ReturnType<typeof fakeEngine>;
let refused: string[];
let ids: number;
const documents: SessionDocument[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'faultline-marks-'));
  await writeFile(join(folder, 'a.json'), JSON.stringify({ messages }));
  engine = fakeEngine();
  refused = [];
  ids = 0;
});

afterEach(async () => {
  for (const document of documents.splice(0)) document.dispose();
  await rm(folder, { recursive: true, force: true });
});

const marksPath = () => join(folder, 'a.marks.json');

function open(more: Partial<SessionServices> = {}): SessionDocument {
  const services: SessionServices = {
    engine: engine as unknown as Engine,
    log: { message: () => {}, error: () => {} },
    sources: { now: () => '2026-01-01T00:00:00.000Z', newId: () => `id${ids++}` },
    answers: () => Promise.resolve([]),
    findSidecar: () => Promise.resolve({ uri: Uri.file(marksPath()) as never }),
    refuse: message => void refused.push(message),
    ...more,
  };
  const document = new SessionDocument(Uri.file(join(folder, 'a.json')) as never, services);
  documents.push(document);
  return document;
}

const ringsOf = (document: SessionDocument): readonly string[] | undefined =>
  document.opened?.slice.rings;

/** The verdicts in the file, by step. */
async function written(): Promise<readonly string[]> {
  const read = readMarks(await readFile(marksPath(), 'utf8'), 'a.marks.json');
  if (!read.ok) throw new Error(read.message);
  return read.annotations.marks.map(({ anchor, verdict }) => `${anchor.step} ${verdict}`);
}

/** Somebody else puts a mark into the file. */
async function outside(step: string): Promise<void> {
  const text = await readFile(marksPath(), 'utf8').catch(() => undefined);
  const read = text === undefined ? undefined : readMarks(text, 'a.marks.json');
  const marks = read?.ok === true ? read.annotations.marks : [];
  const mark = {
    id: `outside ${step}` as never,
    anchor: { step, range: undefined, quote: undefined },
    verdict: 'unsure' as const,
    note: undefined,
    failureMode: undefined,
    correctedText: undefined,
    author: undefined,
    createdAt: '2026-01-01T00:00:00.000Z',
  };
  await writeFile(marksPath(), writeMarks({ marks: [...marks, mark], overrides: [] }));
}

describe('marks made faster than they are written', () => {
  it('are all kept, in order', async () => {
    const document = open();
    await document.settled();
    for (const seq of [1, 2, 3]) void document.mark(seq, undefined, 'wrong');
    void document.mark(2, undefined, 'wrong');
    await document.mark(3, undefined, 'verified');
    expect(await written()).toEqual(['m1 wrong', 'm3 verified']);
  });

  it('are kept when the editor is closed at once', async () => {
    const document = open();
    await document.settled();
    void document.mark(1, undefined, 'wrong');
    void document.mark(2, undefined, 'unsure');
    document.dispose();
    await document.settled();
    expect(await written()).toEqual(['m1 wrong', 'm2 unsure']);
    expect(refused).toEqual([]);
  });
});

describe('a file of marks that others write too', () => {
  it('keeps theirs when it changes between our reading and our writing', async () => {
    const document = open();
    await document.settled();
    let once = true;
    engine.before(async method => {
      if (method !== 'writeMarks' || !once) return;
      once = false;
      await outside('m3');
    });
    await document.mark(1, undefined, 'wrong');
    expect(await written()).toEqual(['m3 unsure', 'm1 wrong']);
    expect(ringsOf(document)?.[3]).toBe('unsure');
    expect(ringsOf(document)?.[1]).toBe('wrong');
  });

  it('takes marks of two windows at once', async () => {
    const [a, b] = [open(), open()];
    await Promise.all([a.settled(), b.settled()]);
    await Promise.all([1, 2, 3].flatMap(seq => [a.mark(seq, undefined, 'wrong')]));
    await Promise.all([a.mark(2, undefined, 'wrong'), b.mark(0, undefined, 'unsure')]);
    changed(marksPath());
    await Promise.all([a.settled(), b.settled()]);
    expect((await written()).toSorted()).toEqual(['m0 unsure', 'm1 wrong', 'm3 wrong']);
    expect(ringsOf(a)).toEqual(ringsOf(b));
  });

  it('can still be undone and redone where others have written', async () => {
    const document = open();
    await document.settled();
    await document.mark(1, undefined, 'wrong');
    await outside('m3');
    changed(marksPath());
    await document.settled();
    await document.undo();
    expect(await written()).toEqual(['m3 unsure']);
    await document.redo();
    expect((await written()).toSorted()).toEqual(['m1 wrong', 'm3 unsure']);
  });

  it('reads as no marks when it is deleted, and is written anew', async () => {
    const document = open();
    await document.settled();
    await document.mark(1, undefined, 'wrong');
    await rm(marksPath());
    changed(marksPath());
    await document.settled();
    expect(document.opened?.slice.marks).toEqual([]);
    await document.mark(2, undefined, 'wrong');
    expect(await written()).toEqual(['m2 wrong']);
  });

  it('is left as it is while it cannot be read', async () => {
    await writeFile(marksPath(), '{"version": 1, "marks": [');
    const document = open();
    await document.settled();
    await document.mark(1, undefined, 'wrong');
    expect(await readFile(marksPath(), 'utf8')).toBe('{"version": 1, "marks": [');
    expect(refused.length).toBeGreaterThan(0);
  });

  it('stays a link where it is one', async () => {
    await writeFile(join(folder, 'elsewhere.json'), writeMarks({ marks: [], overrides: [] }));
    await symlink(join(folder, 'elsewhere.json'), marksPath());
    const document = open();
    await document.settled();
    await document.mark(1, undefined, 'wrong');
    expect(await written()).toEqual(['m1 wrong']);
    expect(await readFile(join(folder, 'elsewhere.json'), 'utf8')).toContain('"m1"');
  });
});

it('a mark that cannot be written is taken back on the screen, and the person is told', async () => {
  // A file where the folder of the marks should be.
  await writeFile(join(folder, 'marks'), '');
  const uri = Uri.file(join(folder, 'marks', 'a.marks.json')) as never;
  const document = open({ findSidecar: () => Promise.resolve({ uri }) });
  await document.settled();
  await document.mark(1, undefined, 'wrong');
  expect(document.opened?.slice.marks).toEqual([]);
  expect(refused).toEqual([expect.stringContaining('a.marks.json')]);
});

it('marks beside a session in a read-only folder are shown, and what is added goes elsewhere with them', async () => {
  await outside('m3');
  const beside = Uri.file(marksPath()) as never;
  const uri = Uri.file(join(folder, 'own', 'a.marks.json')) as never;
  const document = open({ findSidecar: () => Promise.resolve({ uri, inherits: beside }) });
  await document.settled();
  expect(ringsOf(document)?.[3]).toBe('unsure');
  await document.mark(1, undefined, 'wrong');
  expect(await written()).toEqual(['m3 unsure']);
  expect(await readFile(join(folder, 'own', 'a.marks.json'), 'utf8')).toMatch(/"m3"[^]*"m1"/u);
});

describe('a session that is closed', () => {
  it('leaves nothing behind, thirty times, however early', async () => {
    for (let round = 0; round < 30; round++) {
      const document = open();
      if (round % 3 > 0) await document.settled();
      if (round % 3 > 1) void document.mark(1, undefined, 'wrong');
      document.dispose();
      await document.settled();
    }
    await expect.poll(() => engine.open.size).toBe(0);
    expect(watched()).toBe(0);
    expect((await readdir(folder)).toSorted()).toEqual(['a.json', 'a.marks.json']);
  });

  it('does not take the analysis of the same file opened again with it', async () => {
    const first = open();
    first.dispose();
    const second = open();
    await Promise.all([first.settled(), second.settled()]);
    expect((await second.details(1)).seq).toBe(1);
  });
});

it('forgets a selected step that is not in the session any more', async () => {
  const document = open();
  await document.settled();
  document.select(3, 'graph');
  await writeFile(join(folder, 'a.json'), JSON.stringify({ messages: messages.slice(0, 2) }));
  changed(join(folder, 'a.json'));
  await expect.poll(() => document.opened?.graph.steps.length).toBe(2);
  expect(document.selected).toBeUndefined();
});
