import * as z from 'zod';
import type { ConfigInput, Server } from './server.ts';

const value = z
  .union([z.string(), z.number(), z.boolean(), z.null()])
  .transform(each => (each === null ? null : String(each)));

const program = z.looseObject({
  args: z.array(z.string()).default([]),
  env: z.record(z.string(), value).default({}),
  cwd: z.string().optional(),
  envFile: z.string().optional(),
});

const stdio = program.extend({ command: z.string().min(1) });

/** As Zed wrote it before 2025: the program is an object of its own. */
const nested = z.looseObject({
  command: program.extend({ path: z.string().min(1) }),
});

const http = z.looseObject({
  url: z.string().regex(/^(?:https?:\/\/|\$\{)/u, 'it should begin with http:// or https://'),
  headers: z.record(z.string(), z.string()).default({}),
  // Codex
  http_headers: z.record(z.string(), z.string()).default({}),
  bearer_token_env_var: z.string().optional(),
  oauth: z.unknown().optional(),
});

const offSchema = z.looseObject({
  disabled: z.boolean().optional(),
  enabled: z.boolean().optional(),
});

export type ReadEntry =
  | { readonly ok: true; readonly server: Server; readonly off: boolean }
  | { readonly ok: false; readonly message: string };

/** One server's entry in any client's words. A failure says what is wrong with it and what it should be. */
export function readEntry(raw: unknown): ReadEntry {
  const fields = z.looseObject({}).safeParse(raw);
  if (!fields.success) return { ok: false, message: 'is not an object with "command" or "url"' };
  const { disabled, enabled } = offSchema.safeParse(raw).data ?? {};
  const off = disabled === true || enabled === false;
  // Windsurf says serverUrl, Gemini httpUrl.
  const { url = fields.data.serverUrl ?? fields.data.httpUrl } = fields.data;
  if (fields.data.command !== undefined) {
    const old = nested.safeParse(raw);
    const read = stdio.safeParse(
      old.success ? { ...old.data.command, command: old.data.command.path } : raw,
    );
    if (!read.success) return { ok: false, message: wrong(read.error) };
    const { command, args, env, cwd, envFile } = read.data;
    return { ok: true, off, server: { kind: 'stdio', command, args, env, cwd, envFile } };
  }
  if (url === undefined) return { ok: false, message: 'has neither "command" nor "url"' };
  const read = http.safeParse({ ...fields.data, url });
  if (!read.success) return { ok: false, message: wrong(read.error) };
  const { headers, http_headers, bearer_token_env_var: token, oauth } = read.data;
  const bearer = token === undefined ? {} : { Authorization: `Bearer \${env:${token}}` };
  return {
    ok: true,
    off,
    server: {
      kind: 'http',
      url: read.data.url,
      headers: { ...headers, ...http_headers, ...bearer },
      oauth: oauth !== undefined,
    },
  };
}

const inputSchema = z
  .looseObject({
    type: z.enum(['promptString', 'pickString']),
    id: z.string(),
    description: z.string().default(''),
    password: z.boolean().default(false),
    default: z.string().optional(),
    options: z
      .array(z.union([z.string(), z.looseObject({ value: z.string() }).transform(o => o.value)]))
      .optional(),
  })
  .transform((input): ConfigInput => ({
    id: input.id,
    description: input.description === '' ? input.id : input.description,
    password: input.password,
    fallback: input.default,
    options: input.type === 'pickString' ? (input.options ?? []) : undefined,
  }));

/** The inputs of VS Code's file that can be asked for; one that runs a command cannot. */
export const readInputs = (raw: unknown): readonly ConfigInput[] =>
  Array.isArray(raw) ? raw.flatMap(each => inputSchema.safeParse(each).data ?? []) : [];

function wrong({ issues }: z.ZodError): string {
  const [first] = issues;
  const place = first?.path.map(String).join('.') ?? '';
  return place === '' ? 'cannot be read' : `"${place}" cannot be read: ${first?.message ?? ''}`;
}
