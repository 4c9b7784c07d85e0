import { describe, expect, it } from 'vitest';
import { noAnnotations } from '../../../src/core/annotations/mark.ts';
import { markId } from '../../../src/core/session/ids.ts';
import type { EngineRequests } from '../../../src/host/engineRequests.ts';
import { sessionHandlers } from '../../../src/host/workerSessions.ts';
import { Rpc } from '../../../src/protocol/rpc.ts';

const messages = [
  { role: 'user', name: 'user', content: 'What did Nordwind earn in 2025?', id: 'm0' },
  { role: 'assistant', name: 'researcher', content: 'Revenue was 48,250 million EUR.', id: 'm1' },
  { role: 'assistant', name: 'writer', content: 'Nordwind earned 48,250 million.', id: 'm2' },
];
const bytes = new TextEncoder().encode(JSON.stringify({ messages }));
const session = 'file:///ws/boots.json';

/** Host and worker ends of one link, with a structured clone between them as between threads. */
function engine(): Rpc<never, never, EngineRequests, object> {
  const after = (): (() => void) => () => {};
  const host: Rpc<never, never, EngineRequests, object> = new Rpc(
    { send: frame => worker.receive(structuredClone(frame)), after },
    () => {},
    {},
  );
  const worker: Rpc<never, never, object, EngineRequests> = new Rpc(
    { send: frame => host.receive(structuredClone(frame)), after },
    () => {},
    sessionHandlers(),
  );
  return host;
}

const open = (link: ReturnType<typeof engine>) =>
  link.request('open', { session, name: 'boots.json', source: { kind: 'bytes', bytes } });

describe('the analysis worker', () => {
  it('opens a session, slices its marks and explains a step', async () => {
    const link = engine();
    const opened = await open(link);
    expect(opened.ok && opened.fingerprint).toMatch(/^[\da-f]{16}$/u);

    const start = messages[1]?.content.indexOf('48,250') ?? 0;
    const range = { start, end: start + '48,250'.length };
    const anchor = await link.request('anchor', { session, seq: 1, range });
    expect(anchor).toEqual({ step: 'm1', range, quote: '48,250' });

    const mark = {
      id: markId('a'),
      anchor,
      verdict: 'wrong' as const,
      note: undefined,
      failureMode: undefined,
      correctedText: undefined,
      author: undefined,
      createdAt: '2026-01-01T00:00:00.000Z',
    };
    const annotations = { marks: [mark], overrides: [] };
    const slice = await link.request('annotate', { session, annotations });
    expect(slice.rings).toEqual(['clean', 'wrong', 'traced']);
    expect((await link.request('details', { session, seq: 2 })).path).toHaveLength(1);

    const text = await link.request('writeMarks', annotations);
    const read = await link.request('readMarks', { text, name: 'boots.marks.json' });
    expect(read).toEqual({ ok: true, annotations });
  });

  it('gives the transcript with its map', async () => {
    const link = engine();
    await open(link);
    const transcript = await link.request('transcript', { session });
    expect(transcript.text.split('\n').slice(0, 4)).toEqual([
      '#0 user',
      messages[0]?.content,
      '',
      '#1 researcher',
    ]);
    expect([...transcript.headings]).toEqual([0, 3, 6]);
  });

  it('says what is wrong with a file, and knows no session that is not open', async () => {
    const link = engine();
    const source = { kind: 'bytes' as const, bytes: new TextEncoder().encode('hello') };
    const refused = await link.request('open', { session, name: 'notes.txt', source });
    expect(!refused.ok && refused.message).toContain('notes.txt');
    await expect(link.request('annotate', { session, annotations: noAnnotations })).rejects.toThrow(
      'not open',
    );
    await open(link);
    await link.request('close', { session });
    await expect(link.request('details', { session, seq: 0 })).rejects.toThrow('not open');
  });
});
