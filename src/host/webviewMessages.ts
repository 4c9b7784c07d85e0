import type { Verdict } from '../core/annotations/mark.ts';
import type { Range } from '../core/session/range.ts';
import type { WebviewEvent } from '../protocol/messages.ts';

// A webview shows recorded text, which is hostile: whatever comes from it is unknown until it is checked here.

type Fields = Readonly<Record<string, unknown>>;

/** The frame if it is one that the page may send: an event or a request, well formed in every field; else undefined. */
export function checkedFrame(message: unknown): unknown {
  if (!isFields(message)) return undefined;
  if (message['frame'] === 'event') {
    const event = checkedEvent(message['event']);
    return event === undefined ? undefined : { frame: 'event', event };
  }
  const { id, method, argument } = message;
  if (message['frame'] !== 'request' || !isCount(id)) return undefined;
  const good =
    (method === 'details' && isCount(argument)) ||
    (method === 'search' && isText(argument, 10_000));
  return good ? { frame: 'request', id, method, argument } : undefined;
}

/** The event with exactly its own fields; undefined if it is none or one of its fields is odd. */
export function checkedEvent(event: unknown): WebviewEvent | undefined {
  if (!isFields(event)) return undefined;
  const { kind, seq } = event;
  switch (kind) {
    case 'ready':
    case 'undo':
    case 'redo':
    case 'openAsText':
    case 'showDiagnostics':
      return { kind };
    case 'select':
    case 'openTranscript':
      return isCount(seq) ? { kind, seq } : undefined;
    case 'mark': {
      const { verdict } = event;
      const range = checkedRange(event['range']);
      if (!isCount(seq) || range === 'odd' || !isVerdict(verdict)) return undefined;
      return { kind, seq, range, verdict };
    }
    case 'note': {
      const { mark, text } = event;
      return isText(mark, 200) && isText(text, 100_000) ? { kind, mark, text } : undefined;
    }
    case 'override': {
      const { used, generated, didUse } = event;
      if (!isCount(used) || !isCount(generated) || used >= generated) return undefined;
      if (typeof didUse === 'boolean') return { kind, used, generated, didUse };
      return didUse === undefined || didUse === null
        ? { kind, used, generated, didUse: undefined }
        : undefined;
    }
    default:
      return undefined;
  }
}

function checkedRange(range: unknown): Range | undefined | 'odd' {
  if (range === undefined || range === null) return undefined;
  if (!isFields(range)) return 'odd';
  const { start, end } = range;
  return isCount(start) && isCount(end) && start < end ? { start, end } : 'odd';
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

const isText = (value: unknown, most: number): value is string =>
  typeof value === 'string' && value.length <= most;

const isVerdict = (value: unknown): value is Verdict =>
  value === 'wrong' || value === 'unsure' || value === 'verified';
