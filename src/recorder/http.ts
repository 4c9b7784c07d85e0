import { printable } from '../formats/diagnostics.ts';
import { ended } from './ended.ts';
import { folderToken } from './folderToken.ts';
import { openHttpProxy } from './httpProxy.ts';
import type { Recording } from './recorder.ts';
import { secretValues } from './redact.ts';
import { recorderThread } from './thread.ts';

/** Which HTTP server to stand in front of, and where to record it. */
export interface HttpRecording extends Recording {
  readonly url: URL;
  /** Port on loopback; any free one by default. */
  readonly port?: number | undefined;
  /** Whoever sends must know it; by default the one kept beside the session, made if there is none. */
  readonly token?: string | undefined;
  /** Ends also with standard input, which ends with whoever started this process. */
  readonly endWithStdin?: boolean | undefined;
  /** What the recording thread loads: a module that calls `serveRecorder`. */
  readonly thread: string | URL;
}

/**
 * Records a Streamable HTTP server until this process is told to end. Prints the address for clients on stdout. Resolves to
 * the exit code; throws an Error that says what to do if the port cannot be had.
 */
export async function recordHttp(about: HttpRecording): Promise<number> {
  const { url, port = 0, endWithStdin = false, thread, name, out, title, redact } = about;
  const say = (text: string): void => void process.stderr.write(`faultline: ${printable(text)}\n`);
  const token = about.token ?? (await folderToken(out));
  const keys = secretValues({ ...process.env, ...queryOf(url) });
  const options = { out, title, redact, server: name ?? url.host };
  const secrets = [...keys, ...keysInPath(url), token];
  const recorder = recorderThread(thread, { ...options, secrets }, say);
  const proxy = await openHttpProxy(url, { port, token }, recorder, say).catch(
    async (error: unknown) => {
      await recorder.close();
      throw new Error(listenFailure(error, port));
    },
  );
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  process.stdout.write(`${proxy.url}\n`);
  say(`recording ${url.origin}${url.pathname} to ${out}: use ${proxy.url} in the client`);

  await ended(endWithStdin);
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
