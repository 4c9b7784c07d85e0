import { describe, expect, it } from 'vitest';
import { graphHtml } from '../../../src/host/graphPage.ts';
import { checkedEvent, checkedFrame } from '../../../src/host/webviewMessages.ts';

const good: readonly Record<string, unknown>[] = [
  { kind: 'ready' },
  { kind: 'select', seq: 3 },
  { kind: 'mark', seq: 3, range: { start: 1, end: 5 }, verdict: 'wrong' },
  { kind: 'mark', seq: 3, range: undefined, verdict: 'verified' },
  { kind: 'note', mark: 'm1', text: 'wrong town' },
  { kind: 'override', used: 2, generated: 5, didUse: false },
  { kind: 'openTranscript', seq: 0 },
  { kind: 'undo' },
];

const odd: readonly unknown[] = [
  undefined,
  null,
  'ready',
  [],
  { kind: 'run', command: 'rm' },
  { kind: 'select', seq: -1 },
  { kind: 'select', seq: 1.5 },
  { kind: 'select', seq: '3' },
  { kind: 'mark', seq: 3, range: { start: 5, end: 5 }, verdict: 'wrong' },
  { kind: 'mark', seq: 3, range: 'all', verdict: 'wrong' },
  { kind: 'mark', seq: 3, verdict: 'bad' },
  { kind: 'note', mark: 'm1', text: 7 },
  { kind: 'override', used: 5, generated: 2, didUse: true },
  { kind: 'override', used: 2, generated: 5, didUse: 'yes' },
];

describe('messages from the page', () => {
  it('pass if they are well formed', () => {
    for (const event of good) expect(checkedEvent(event)).toEqual(event);
  });

  it('lose fields that do not belong to them', () => {
    expect(checkedEvent({ kind: 'select', seq: 3, __proto__: {}, more: 1 })).toEqual({
      kind: 'select',
      seq: 3,
    });
  });

  it('are refused if anything about them is odd', () => {
    for (const event of odd) expect(checkedEvent(event)).toBeUndefined();
  });

  it('come in frames: events and known requests only', () => {
    expect(checkedFrame({ frame: 'event', event: { kind: 'ready' } })).toBeDefined();
    const request = { frame: 'request', id: 0, method: 'details', argument: 4 };
    expect(checkedFrame(request)).toEqual(request);
    expect(checkedFrame({ ...request, argument: 'x' })).toBeUndefined();
    expect(checkedFrame({ ...request, method: 'constructor' })).toBeUndefined();
    expect(checkedFrame({ ...request, id: 'a' })).toBeUndefined();
    expect(checkedFrame({ frame: 'ok', id: 0, result: 1 })).toBeUndefined();
    expect(checkedFrame({ frame: 'event', event: { kind: 'nope' } })).toBeUndefined();
  });
});

describe('the page', () => {
  const html = graphHtml({
    title: '</title><script>alert(1)</script>',
    script: 'https://x/graph.js',
    styles: 'https://x/graph.styles.css',
    source: 'https://x',
    nonce: 'abc',
  });

  it('allows its own script only and holds nothing recorded as markup', () => {
    expect(html).toContain("default-src 'none'; script-src 'nonce-abc';");
    expect(html).not.toContain("'unsafe-inline'");
    expect(html.match(/<script/gu)).toHaveLength(1);
  });
});
