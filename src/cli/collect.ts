import { printable } from '../formats/diagnostics.ts';
import { defaultPort, startCollector } from '../recorder/collect.ts';
import { InputError, UsageError } from './input.ts';

/** Port of `--port`, or the default. */
export function portOf(text: string | undefined): number {
  if (text === undefined) return defaultPort;
  const port = /^\d{1,5}$/u.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new UsageError('--port takes a number from 0 to 65535; 0 is any');
  return port;
}

/** Receives OpenTelemetry data until a signal ends it. Resolves to the exit code. */
export async function collect(out: string, port: number): Promise<number> {
  const say = (text: string): void => void process.stderr.write(`faultline: ${printable(text)}\n`);
  const collector = await startCollector({ file: out, port, say }).catch((error: unknown) => {
    throw new InputError(error instanceof Error ? error.message : String(error));
  });
  say(`recording into ${collector.file}; give this to the agents:`);
  process.stderr.write(`  OTEL_EXPORTER_OTLP_ENDPOINT=${collector.endpoint}\n`);
  await new Promise<void>(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, resolve);
  });
  await collector.close();
  return 0;
}
