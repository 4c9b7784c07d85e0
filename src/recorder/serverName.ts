const runners = /^(?:npx|bunx|pnpx|uvx|pipx)$/u;
const interpreters = /^(?:node|nodejs|deno|bun|tsx|python[\d.]*|py|ruby|uv|npm|pnpm|yarn)$/u;
const subcommands = /^(?:run|exec|dlx|x|tool)$/u;
/** Path segments that say nothing about whose program it is. */
const plain = /^(?:index|main|cli|server|stdio|dist|build|lib|src|bin|out|node_modules|\.bin|\.)$/u;

/** The name of an MCP server as derived from the command that starts it: `npx -y @scope/server-x@1` → `x`. */
export function serverName(command: string, args: readonly string[]): string {
  const program = baseName(command);
  if (!runners.test(program) && !interpreters.test(program)) return shorten(program);
  const module = args[args.indexOf('-m') + 1];
  if (args.includes('-m') && module !== undefined) return shorten(module);
  const target = args.find(arg => !arg.startsWith('-') && !subcommands.test(arg));
  return target === undefined ? program : shorten(runners.test(program) ? target : owner(target));
}

/** The last telling segment of a path: `/a/server-x/dist/index.js` → `server-x`. */
function owner(path: string): string {
  const segments = path.split(/[\\/]/u).map(segment => segment.replace(/\.\w+$/u, ''));
  return segments.findLast(segment => segment !== '' && !plain.test(segment)) ?? path;
}

function baseName(command: string): string {
  const name = command.split(/[\\/]/u).at(-1) ?? command;
  return name.replace(/\.(?:exe|cmd|bat|[cm]?[jt]s|py)$/iu, '');
}

function shorten(name: string): string {
  const bare = name.replace(/^@[^/]+\//u, '').replace(/(?<=.)@.*$/u, '');
  const short = bare
    .replace(/^(?:mcp[-_])?server[-_]|^mcp[-_]/u, '')
    .replace(/[-_]mcp(?:[-_]server)?$|[-_]server$/u, '');
  return short === '' ? bare : short;
}
