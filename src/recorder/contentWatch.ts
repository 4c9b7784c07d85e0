import { captureNotices } from '../formats/contentCapture.ts';
import { Diagnostics } from '../formats/diagnostics.ts';
import { readBatch } from '../formats/otlpJson.ts';
import type { Span } from '../formats/otlpSpan.ts';
import { spanKey } from '../formats/otlpSpan.ts';

/** Spans and log records of one moment come in batches of their own, up to this many milliseconds apart. */
const patience = 10_000;

/** As many spans are enough to see that content is missing. */
const most = 1000;

/** Looks whether model calls come with what was said, on the span or in log records. */
export interface ContentWatch {
  see(body: object): void;
  /** Says what there is to say. */
  close(): void;
}

/** Says, once for each framework, that content capture is off and how to turn it on. */
export function contentWatch(say: (text: string) => void): ContentWatch {
  const said = new Set<string>();
  let silent = new Map<string, Span>();
  let logged = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  const tell = (): void => {
    timer = undefined;
    const spans = [...silent].flatMap(([key, span]) => (logged.has(key) ? [] : [span]));
    for (const notice of captureNotices(spans)) {
      if (!said.has(notice)) say(notice);
      said.add(notice);
    }
    silent = new Map();
    logged = new Set();
  };

  return {
    see(body) {
      const { spans, logs } = readBatch(body, undefined, new Diagnostics());
      for (const log of logs) {
        if (logged.size < most && log.name.startsWith('gen_ai.')) {
          logged.add(spanKey(log.traceId, log.spanId));
        }
      }
      for (const span of spans) {
        if (silent.size < most && captureNotices([span]).some(notice => !said.has(notice))) {
          silent.set(spanKey(span.traceId, span.spanId), span);
        }
      }
      if (silent.size > 0 || logged.size > 0) timer ??= setTimeout(tell, patience).unref();
    },
    close() {
      clearTimeout(timer);
      tell();
    },
  };
}
