import type { Diagnostic } from '../core/session/diagnostic.ts';
import type { Session } from '../core/session/session.ts';
import type { Format, ReadOptions } from './format.ts';
import { jsonErrorOffset } from './jsonText.ts';
import { mcpCassette } from './mcpCassette.ts';
import { messageList } from './messageList.ts';
import { otlp } from './otlp.ts';
import { native } from './native.ts';
import type { Source } from './source.ts';
import { labelOf, sourceOf } from './source.ts';
import type { BadByte } from './text.ts';
import { decodeUtf8, placeOf } from './text.ts';
import { tauBench } from './tauBench.ts';
import { whoAndWhen } from './whoAndWhen.ts';

/** Every format, the most telling first: the first that detects itself reads the file. */
const formats = [
  native,
  otlp,
  mcpCassette,
  whoAndWhen,
  tauBench,
  messageList,
] as const satisfies readonly Format[];

export type FormatName = (typeof formats)[number]['name'];

export type ReadResult =
  | {
      readonly ok: true;
      readonly session: Session;
      readonly format: FormatName;
      readonly diagnostics: readonly Diagnostic[];
    }
  /** A sentence or two for the person: the file, the place, what to do. */
  | { readonly ok: false; readonly message: string };

/** V8 holds no longer string. */
const mostBytes = 500_000_000;

const list = new Intl.ListFormat('en-GB').format(formats.map(format => format.title));
const advice = `Faultline reads ${list}. See the README.`;

/** Reads a session file of any known format. The content decides, the name only labels. Never throws. */
export function readSession(
  bytes: Uint8Array,
  name: string,
  options: ReadOptions = {},
): ReadResult {
  const refuse = (message: string): ReadResult => ({
    ok: false,
    message: `${labelOf(name)} ${message}`,
  });
  if (bytes.length > mostBytes) {
    return refuse(
      `is too large: ${Math.round(bytes.length / 1e6)} MB, and Faultline opens files up to ${mostBytes / 1e6} MB. Split it.`,
    );
  }
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return refuse('is UTF-16 text (see the byte order mark at offset 0). Save it as UTF-8.');
  }
  try {
    const { text, bad } = decodeUtf8(bytes);
    const source = sourceOf(text, name);
    if (text.trim() === '') return refuse(`is empty (${bytes.length} bytes). ${advice}`);
    const format = formats.find(each => each.detect(source));
    // A recording that was cut in the middle of a character is still a recording: only its last line is lost.
    if (bad !== undefined && format !== native) return refuse(`${describe(bad)} ${advice}`);
    if (format === undefined) return refuse(`${whyUnknown(source)} ${advice}`);
    const reading = format.read(source, options);
    if (!reading.ok) return reading;
    const diagnostics =
      bad === undefined ? reading.diagnostics : [odd(bad), ...reading.diagnostics];
    return { ok: true, session: reading.session, format: format.name, diagnostics };
  } catch (error) {
    // Only limits of the engine end here: its stack, its longest string.
    const reason = error instanceof Error ? error.message.slice(0, 100) : 'unknown reason';
    return refuse(`cannot be read: it is nested too deeply or too large (${reason}).`);
  }
}

const hex = ({ byte, offset }: BadByte): string =>
  `byte 0x${byte.toString(16).padStart(2, '0')} at offset ${offset}`;

const describe = (bad: BadByte): string => `is not a text file (${hex(bad)}).`;

const odd = (bad: BadByte): Diagnostic => ({
  line: undefined,
  message: `The file is not clean UTF-8 text (${hex(bad)}); what is unreadable is shown as �.`,
});

function whyUnknown(source: Source): string {
  const { text } = source;
  const unknown = 'is in no format that Faultline knows';
  if (source.document() !== undefined)
    return `${unknown}: it is JSON, but line 1 begins no session.`;
  if (source.head().every(value => typeof value === 'object' && value !== null)) {
    return `${unknown}: it is JSON Lines, but line 1 begins no session.`;
  }
  if (!/^\s*[[{]/u.test(text)) return `${unknown}: line 1 is not JSON.`;
  const offset = jsonErrorOffset(text);
  const { line, column } = placeOf(text, offset ?? 0);
  const place = `line ${line}, column ${column}`;
  if (offset === undefined) return `is nested too deeply to read (${place}).`;
  if (offset >= text.trimEnd().length) return `is not valid JSON: it ends too early, at ${place}.`;
  if (text[offset] === "'") {
    return `is a printed Python object, not JSON (single quote at ${place}). Write it with json.dump.`;
  }
  return `is not valid JSON: it breaks at ${place}.`;
}
