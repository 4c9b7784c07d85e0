import { printable } from '../formats/diagnostics.ts';
import { openHttpProxy } from './httpProxy.ts';
import type { Recording } from './recorder.ts';
import { secretValues } from './redact.ts';
import { recorderThread } from './thread.ts';

/** Which HTTP server to stand in front of, and where to record it. */
export interface HttpRecording extends Recording {
  readonly url: URL;
  /** Port on loopback; any free one by default. */
  readonly port?: number | undefined;
  /** What the recording thread loads: a module that calls `serveRecorder`. */
  readonly thread: string | URL;
}

/**
 * Records a Streamable HTTP server until this process is told to end. Prints the address for clients on stdout. Resolves to
 * the exit code; throws an Error that says what to do if the port cannot be had.
 */
export async function recordHttp(about: HttpRecording): Promise<number> {
  const { url, port = 0, thread, name, ...rest } = about;
  const say = (text: string): void => void process.stderr.write(`faultline: ${printable(text)}\n`);
  const secrets = [...secretValues({ ...process.env, ...queryOf(url) }), ...keysInPath(url)];
  const recorder = recorderThread(thread, { ...rest, server: name ?? url.host, secrets }, say);
  const proxy = await openHttpProxy(url, port, recorder, say).catch(async (error: unknown) => {
    await recorder.close();
    throw new Error(listenFailure(error, port));
  });
  process.stdout.on('error', () => undefined);
  process.stdout.write(`${proxy.url}\n`);
  say(`recording ${url.origin}${url.pathname} to ${about.out}: use ${proxy.url} in the client`);

  await new Promise<void>(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(signal, () => resolve());
  });
  await proxy.close();
  await recorder.close();
  return 0;
}

/** Some servers are reached by an address that holds a key: a long segment with digits in it. */
const keysInPath = ({ pathname }: URL): string[] =>
  pathname.split('/').filter(segment => /^(?=.*\d)[\w-]{20,}$/u.test(segment));

const queryOf = (url: URL): Record<string, string> => Object.fromEntries(url.searchParams);

function listenFailure(error: unknown, port: number): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `port ${port} is in use: choose another with --port`;
  if (code === 'EACCES') return `port ${port} is not allowed: choose one above 1023 with --port`;
  return `cannot listen on port ${port}: ${String(error)}`;
}
