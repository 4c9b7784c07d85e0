import * as z from 'zod';
import { SessionBuilder } from '../core/session/builder.ts';
import { Diagnostics } from './diagnostics.ts';
import type { Format } from './format.ts';
import { join } from './join.ts';
import { compact, elementsOf, rawMember } from './jsonText.ts';
import { exchangeReader } from './mcp.ts';
import { fingerprint } from './source.ts';

const cassetteSchema = z.looseObject({
  metadata: z
    .looseObject({ server_info: z.looseObject({ name: z.string().optional() }).nullish() })
    .nullish()
    .catch(undefined),
  interactions: z.array(z.looseObject({ type: z.string() })),
});

/** A cassette of mcp-recorder: the JSON-RPC requests that one client made of one MCP server, with their responses. */
export const mcpCassette: Format<'mcp-cassette'> = {
  name: 'mcp-cassette',
  title: 'MCP cassettes',

  detect: source => {
    const parsed = cassetteSchema.safeParse(source.document());
    return parsed.success && parsed.data.interactions.some(each => each.type === 'jsonrpc_request');
  },

  read: source => {
    const diagnostics = new Diagnostics();
    const parsed = cassetteSchema.safeParse(source.document());
    const server = parsed.data?.metadata?.server_info?.name ?? 'server';
    const reader = exchangeReader(diagnostics);
    // From the text, so that numbers stay as they were written.
    const interactions = elementsOf(rawMember(source.text, ['interactions']) ?? '');
    interactions.forEach((interaction, index) => {
      for (const [member, dir] of [
        ['request', 'c2s'],
        ['response', 's2c'],
      ] as const) {
        const raw = compact(rawMember(interaction, [member]) ?? 'null');
        // Notifications have no response, and what only starts or ends the server has neither.
        if (raw === 'null') continue;
        reader.add(index, { type: 'mcp', server, client: 'client', dir, raw });
      }
    });
    const builder = new SessionBuilder({ id: fingerprint(source.text), title: source.title });
    for (const { draft } of join([], reader.end(), diagnostics).drafts) builder.append(draft);
    return { ok: true, session: builder.session(), diagnostics: diagnostics.list() };
  },
};
