// What the servers of the bench answer: a text as long as the call asks for, made once.
const texts = new Map();

function textOf(size) {
  if (!texts.has(size))
    texts.set(size, 'The quick brown fox, "42". '.repeat(size / 20).slice(0, size));
  return JSON.stringify(texts.get(size));
}

/** The response to a request, as JSON text; undefined for a notification. */
export function answer({ id, method, params }) {
  if (id === undefined) return undefined;
  const text =
    method === 'tools/call'
      ? `{"content":[{"type":"text","text":${textOf(params.arguments.size)}}]}`
      : JSON.stringify(replies[method]?.(params) ?? {});
  return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${text}}`;
}

const inputSchema = { type: 'object', properties: { size: { type: 'number' } } };
const replies = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'bench', version: '1.0.0' },
  }),
  'tools/list': () => ({ tools: [{ name: 'text', inputSchema }] }),
};
