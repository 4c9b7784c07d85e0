import {
  Client,
  StreamableHTTPClientTransport,
  type Prompt,
  type Resource,
  type Tool,
  type Transport,
} from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { outcomeText, type Outcome } from './connectOutcome.ts';

export type { Prompt, Resource, Tool };

/** What to connect to: a program, or an address. Nothing in it is a variable any more. */
export type Target =
  | {
      readonly kind: 'stdio';
      readonly command: string;
      readonly args: readonly string[];
      /** The whole environment. */
      readonly env: Readonly<Record<string, string>>;
      readonly cwd: string | undefined;
    }
  | {
      readonly kind: 'http';
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
    };

/** A live connection, and what the server offered when it was made. */
export interface Connection {
  /** Revision of MCP that both sides speak. */
  readonly protocol: string;
  readonly tools: readonly Tool[];
  readonly resources: readonly Resource[];
  readonly prompts: readonly Prompt[];
  callTool(name: string, args: Record<string, unknown>, signal: AbortSignal): Promise<Outcome>;
  readResource(uri: string, signal: AbortSignal): Promise<Outcome>;
  getPrompt(name: string, args: Record<string, string>, signal: AbortSignal): Promise<Outcome>;
  close(): Promise<void>;
}

/** A tool may work for long; the person can cancel. */
const patience = 60 * 60_000;
/** Until a server has started and said what it offers; the first start of an `npx` server downloads it. */
const startPatience = 3 * 60_000;
/** Of what a server prints when it fails to start, this many characters at the end are told. */
const lastWords = 600;

/**
 * Connects as any MCP client does, in whichever era the server speaks (2026-07-28, else `initialize`), and asks what it
 * offers. Rejects with a message that says why, with the last words of a program that did not start.
 */
export async function connect(
  target: Target,
  version: string,
  onClosed: () => void,
): Promise<Connection> {
  const client = new Client(
    { name: 'faultline', version },
    { capabilities: {}, versionNegotiation: { mode: 'auto', probe: { timeoutMs: 10_000 } } },
  );
  let stderr = '';
  const transport = transportTo(target, text => (stderr = (stderr + text).slice(-lastWords)));
  try {
    await client.connect(transport, { timeout: startPatience });
    const can = client.getServerCapabilities();
    const [tools, resources, prompts] = await Promise.all([
      can?.tools ? client.listTools().then(({ tools }) => tools) : [],
      can?.resources ? client.listResources().then(({ resources }) => resources) : [],
      can?.prompts ? client.listPrompts().then(({ prompts }) => prompts) : [],
    ]);
    client.onclose = onClosed;
    const how = (signal: AbortSignal): { signal: AbortSignal; timeout: number } => ({
      signal,
      timeout: patience,
    });
    return {
      protocol: client.getNegotiatedProtocolVersion() ?? 'unknown',
      tools,
      resources,
      prompts,
      async callTool(name, args, signal) {
        return outcomeText(await client.callTool({ name, arguments: args }, how(signal)));
      },
      async readResource(uri, signal) {
        return outcomeText(await client.readResource({ uri }, how(signal)));
      },
      async getPrompt(name, args, signal) {
        return outcomeText(await client.getPrompt({ name, arguments: args }, how(signal)));
      },
      async close() {
        client.onclose = () => {};
        await client.close();
      },
    };
  } catch (error) {
    await client.close().catch(() => {});
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(stderr.trim() === '' ? message : `${message}: ${stderr.trim()}`, {
      cause: error,
    });
  }
}

function transportTo(target: Target, onStderr: (text: string) => void): Transport {
  if (target.kind === 'http') {
    const { url, headers } = target;
    return new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } });
  }
  const { command, args, env, cwd } = target;
  const transport = new StdioClientTransport({
    command,
    args: [...args],
    env: { ...env },
    stderr: 'pipe',
    // As large as what the recorder keeps of one line.
    maxBufferSize: 1 << 26,
    ...(cwd === undefined ? {} : { cwd }),
  });
  transport.stderr?.on('data', (chunk: Buffer) => onStderr(chunk.toString('utf8')));
  return transport;
}
