import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { basename, extname } from 'node:path';
import { headerLine, type OtlpEvent } from '../formats/event.ts';
import { compact } from '../formats/jsonText.ts';
import { countItems } from '../formats/otlpJson.ts';
import type { Collecting } from './collect.ts';
import { contentWatch } from './contentWatch.ts';
import { type Encoding, sendRejected, sendTaken } from './otlpAnswer.ts';
import { RefusedError } from './otlpBody.ts';
import { decodeRequest, type Signal } from './otlpProtobuf.ts';
import { redactBody } from './otlpRedact.ts';
import { secretValues } from './redact.ts';
import { openSessionFile } from './sessionFile.ts';

/** Where what was received goes. */
export interface Sink {
  /** Why nothing is recorded any more, if so. */
  failure(): string | undefined;
  /** `text` is the JSON of `body`, on one line. */
  write(signal: Signal, body: object, text: string): void;
  close(): Promise<void>;
}

/** Starts a recording for the receiver. What goes wrong with it is told to `say`, once. */
export function openSink(about: Collecting, say: (text: string) => void): Sink {
  const { file: path, redact: masks = true } = about;
  const secrets = secretValues(process.env);
  let failure: string | undefined;
  const watch = contentWatch(say);
  const header = headerLine({
    id: randomUUID(),
    title: about.title ?? basename(path, extname(path)),
    startedAt: new Date().toISOString(),
  });
  const file = openSessionFile(path, header, error => {
    failure = error.message;
    say(`recording to ${path} stopped: ${failure}; the agents go on`);
  });
  return {
    failure: () => failure,
    write(signal, body, text) {
      // The text as it came: JSON.parse would round large numbers.
      const clean = masks ? redactBody(text, secrets) : { text, redacted: undefined };
      const { redacted } = clean;
      const t = new Date().toISOString();
      const about = JSON.stringify({ t, type: 'otlp', signal, redacted } satisfies OtlpEvent);
      file.append(`${about.slice(0, -1)},"body":${clean.text}}\n`);
      watch.see(body);
    },
    close() {
      watch.close();
      return file.close();
    },
  };
}

/** Records one body and answers. Throws an Error for a body that is none. */
export function take(
  sink: () => Sink,
  signal: Signal,
  encoding: Encoding,
  bytes: Buffer,
  response: ServerResponse,
): void {
  const json = encoding === 'json' ? bytes.toString('utf8') : undefined;
  const body: unknown = json === undefined ? decodeRequest(signal, bytes) : JSON.parse(json);
  const items = countItems(signal, body);
  if (items === undefined || typeof body !== 'object' || body === null) {
    throw new RefusedError(
      400,
      `the body holds no resource${signal === 'traces' ? 'Spans' : 'Logs'}`,
    );
  }
  // Nothing to record must not make a file.
  if (items === 0) return sendTaken(response, encoding);
  const target = sink();
  if (target.failure() === undefined)
    target.write(signal, body, json === undefined ? JSON.stringify(body) : compact(json));
  const failure = target.failure();
  if (failure === undefined) sendTaken(response, encoding);
  else sendRejected(response, encoding, signal, items, `Faultline cannot record: ${failure}`);
}
