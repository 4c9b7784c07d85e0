import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';

/** A server as a client sees it, whatever stands between. */
export interface Peer {
  readonly name: string;
  /** Sends a tool call and resolves when the whole answer is here; to its length in bytes. */
  call(size: number): Promise<number>;
  /** Resident memory in MB of the process that stands between; 0 where none does. */
  memory(): number;
  stop(): void;
}

const frame = (id: number, size: number): string =>
  JSON.stringify({
    jsonrpc: '2.0',
    id,
    method: 'tools/call',
    params: { name: 'text', arguments: { size, filler: 'x'.repeat(110) } },
  });

const newline = 0x0a;

/** The server behind a command that speaks MCP on its stdio. */
export function stdioPeer(name: string, args: readonly string[]): Peer {
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  let id = 0;
  let size = 0;
  let done = (_: number): void => undefined;
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (chunk[chunk.length - 1] !== newline) return;
    const length = size;
    size = 0;
    done(length);
  });
  return {
    name,
    call(wanted) {
      return new Promise(resolve => {
        done = resolve;
        child.stdin.write(`${frame(++id, wanted)}\n`);
      });
    },
    memory: () => memoryOf(child),
    stop: () => child.stdin.end(),
  };
}

/** The server at an address; `between` is the process that answers there, if it is not the server itself. */
export function httpPeer(name: string, url: string, between: ChildProcess | undefined): Peer {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const { hostname, port, pathname } = new URL(url);
  let session: string | undefined;
  let id = 0;
  const post = (body: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const headers = {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'content-length': Buffer.byteLength(body),
        'mcp-protocol-version': '2025-11-25',
        ...(session === undefined ? {} : { 'mcp-session-id': session }),
      };
      const req = request(
        { hostname, port, path: pathname, method: 'POST', headers, agent },
        res => {
          const given = res.headers['mcp-session-id'];
          if (typeof given === 'string') session = given;
          let size = 0;
          res.on('data', (chunk: Buffer) => (size += chunk.length));
          res.on('end', () => {
            if ((res.statusCode ?? 500) < 300) resolve(size);
            else reject(new Error(`${name}: HTTP ${res.statusCode}`));
          });
        },
      );
      req.on('error', reject);
      req.end(body);
    });
  let ready: Promise<unknown> | undefined;
  const open = async (): Promise<void> => {
    const clientInfo = { name: 'bench', version: '1.0.0' };
    const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo };
    await post(JSON.stringify({ jsonrpc: '2.0', id: 'open', method: 'initialize', params }));
    await post(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }));
  };
  return {
    name,
    async call(size) {
      await (ready ??= open());
      return await post(frame(++id, size));
    },
    memory: () => (between === undefined ? 0 : memoryOf(between)),
    stop() {
      agent.destroy();
      between?.kill();
    },
  };
}

/** Starts a Node program that prints its address. */
export async function listening(
  args: readonly string[],
): Promise<{ readonly url: string; readonly child: ChildProcess }> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { url, child };
}

/** Waits until something answers at an address. */
export async function answering(url: string): Promise<void> {
  for (;;) {
    const found = await fetch(url).catch(() => undefined);
    if (found !== undefined) return void (await found.body?.cancel());
    await wait(100);
  }
}

/** In MB; undefined names where the system has no /proc. */
function memoryOf(child: ChildProcess): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/u.exec(status)?.[1] ?? 0) / 1024;
}
