import { printable, quoted } from '../formats/diagnostics.ts';
import { defaultPort, startCollector } from '../recorder/collect.ts';
import { ended } from '../recorder/ended.ts';
import { type Arguments, tokenOf } from './arguments.ts';
import { InputError, UsageError } from './input.ts';

/** Port of `--port`, or the default. */
function portOf(text: string | undefined): number {
  if (text === undefined) return defaultPort;
  const port = /^\d{1,5}$/u.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new UsageError('--port takes a number from 0 to 65535; 0 is any');
  return port;
}

/** Receives OpenTelemetry data until it is told to end. Prints the endpoint on stdout. Resolves to the exit code. */
export async function collect({ values, positionals }: Arguments): Promise<number> {
  const { out } = values;
  if (out === undefined || out === '') throw new UsageError('collect takes --out S.faultline');
  const [extra] = positionals;
  if (extra !== undefined) throw new UsageError(`collect takes no ${quoted(extra)}`);
  const about = { file: out, port: portOf(values.port), token: tokenOf(values.token) };
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const say = (text: string): void => void process.stderr.write(`faultline: ${printable(text)}\n`);
  const collector = await startCollector({ ...about, say }).catch((error: unknown) => {
    throw new InputError(error instanceof Error ? error.message : String(error));
  });
  const { 'end-with-stdin': withStdin = false } = values;
  process.stdout.write(`${collector.endpoint}\n`);
  if (!withStdin) {
    say(`recording into ${collector.file}; give this to the agents:`);
    process.stderr.write(`  OTEL_EXPORTER_OTLP_ENDPOINT=${collector.endpoint}\n`);
  }
  await ended(withStdin);
  await collector.close();
  return 0;
}
