import type { StdioServer } from './server.ts';

/** How the recorder is started: a Node, our command line, and what that Node needs in its environment. */
export interface RecorderCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Where a server's traffic goes, and under which name. */
export interface Destination {
  readonly out: string;
  readonly name: string;
}

/** VS Code's own program is a Node where this is set. */
export const nodeSwitch = 'ELECTRON_RUN_AS_NODE';

/** The same server with the recorder in front of it. */
export function recorded(
  server: StdioServer,
  recorder: RecorderCommand,
  { out, name }: Destination,
): StdioServer {
  const before = ['record', '--out', out, '--name', name, '--'];
  return {
    ...server,
    command: recorder.command,
    args: [...recorder.args, ...before, server.command, ...server.args],
    env: { ...server.env, ...recorder.env },
  };
}

export interface Unwrapped {
  readonly server: StdioServer;
  readonly out: string;
}

/** What `recorded` was given, or undefined for a server that is not wrapped by it. */
export function unwrap(server: StdioServer): Unwrapped | undefined {
  const start = server.args.indexOf('record');
  const [, option, out, , , dashes, command, ...args] = start < 0 ? [] : server.args.slice(start);
  const ours = /faultline/iu.test(server.args.slice(0, start).join(' '));
  if (!ours || option !== '--out' || out === undefined) return undefined;
  if (dashes !== '--' || command === undefined) return undefined;
  const env = Object.fromEntries(
    Object.entries(server.env).filter(([name]) => name !== nodeSwitch),
  );
  return { server: { ...server, command, args, env }, out };
}
