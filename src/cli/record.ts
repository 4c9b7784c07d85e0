import { nodeSwitch } from '../recorder/configs/wrap.ts';
import { recordHttp } from '../recorder/http.ts';
import type { Redaction } from '../recorder/redact.ts';
import { recordStdio } from '../recorder/stdio.ts';
import { type Arguments, tokenOf } from './arguments.ts';
import { UsageError } from './input.ts';

/** Records a server, started as a command or reached by HTTP. `thread` is what the recording thread loads. */
export async function record({ values, positionals }: Arguments, thread: string): Promise<number> {
  const [command, ...args] = positionals;
  const { out, name, http, port } = values;
  if (out === undefined || out === '') throw new UsageError('record takes --out S.faultline');
  const about = { out, name, redact: redactionOf(values), thread };
  if (http === undefined) {
    const [foreign] = (['port', 'token', 'end-with-stdin'] as const).filter(
      each => values[each] !== undefined,
    );
    if (foreign !== undefined) throw new UsageError(`--${foreign} goes with --http URL`);
    if (command === undefined) {
      throw new UsageError('record takes -- CMD [ARG ...], or --http URL');
    }
    return await recordStdio({ ...about, command, args, env: commandEnv(process.env) });
  }
  if (command !== undefined) throw new UsageError('record takes -- CMD or --http URL, not both');
  return await recordHttp({
    ...about,
    url: urlOf(http),
    port: portOf(port),
    token: tokenOf(values.token),
    endWithStdin: values['end-with-stdin'],
  });
}

/** Where VS Code's own program is the Node that runs this, the switch that makes it one is not the command's. */
function commandEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (process.versions.electron === undefined) return env;
  return { ...env, [nodeSwitch]: undefined };
}

function redactionOf(values: Arguments['values']): Redaction | false {
  const { redact: patterns, 'no-redact': off = false } = values;
  if (!off) {
    for (const pattern of patterns ?? []) checkPattern(pattern);
    return { patterns };
  }
  if (patterns !== undefined) throw new UsageError('--redact and --no-redact exclude each other');
  return false;
}

function checkPattern(pattern: string): void {
  try {
    new RegExp(pattern, 'gu');
  } catch (error) {
    throw new UsageError(`--redact: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function urlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/u.test(url.protocol)) {
    throw new UsageError('--http takes the address of a server: http://… or https://…');
  }
  if (url.username !== '' || url.password !== '') {
    throw new UsageError('--http takes no password: let the client send it as a header');
  }
  return url;
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!/^\d+$/u.test(text) || port > 65_535) {
    throw new UsageError('--port takes a number from 0 to 65535');
  }
  return port;
}
