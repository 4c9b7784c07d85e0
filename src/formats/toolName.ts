const plain = (name: string): string => name.toLowerCase().replace(/[^a-z\d]/gu, '');

/**
 * True if an agent's name for a tool means this tool of this server. Clients write `search`, `web/search`,
 * `mcp__web__search`, `web_search`: the server, in their spelling, before the tool.
 */
export function isSameTool(name: string, server: string, tool: string): boolean {
  if (name === tool) return true;
  if (!name.endsWith(tool)) return false;
  const prefix = name.slice(0, -tool.length);
  if (/^mcp__.+__$/u.test(prefix) || prefix.endsWith('/')) return true;
  return /[_.:-]$/u.test(prefix) && plain(prefix.replace(/^mcp_+/u, '')) === plain(server);
}
