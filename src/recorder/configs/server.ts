/** A program that reads and writes MCP messages through its standard streams. */
export interface StdioServer {
  readonly kind: 'stdio';
  readonly command: string;
  readonly args: readonly string[];
  /** On top of the client's own environment; null takes a variable away. */
  readonly env: Readonly<Record<string, string | null>>;
  readonly cwd?: string | undefined;
  /** A file of `NAME=value` lines; what `env` says goes before it. */
  readonly envFile?: string | undefined;
}

/** A server at an address, Streamable HTTP or the older HTTP with SSE. */
export interface HttpServer {
  readonly kind: 'http';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The entry asks for OAuth: tokens are bound to the address, so that a proxy cannot stand in front of it. */
  readonly oauth: boolean;
}

export type Server = StdioServer | HttpServer;

/** Where a value stands in a JSON or TOML file: names of properties from the top. */
export type ValuePath = readonly string[];

/** One server of a client's configuration, as it is written there: variables are not resolved. */
export interface ServerEntry {
  readonly name: string;
  readonly server: Server;
  /** The client itself is told not to start it. */
  readonly off: boolean;
  readonly at: ValuePath;
  /** 1-based. */
  readonly line: number;
}

/** What could not be read of a file: where, and what to do. Everything else of the file is shown. */
export interface ConfigProblem {
  /** 1-based; undefined where the whole file cannot be read. */
  readonly line: number | undefined;
  readonly message: string;
}

/** A value that the person is asked for, `${input:id}` in VS Code's file. */
export interface ConfigInput {
  readonly id: string;
  readonly description: string;
  readonly password: boolean;
  readonly fallback: string | undefined;
  /** Undefined: any text. */
  readonly options: readonly string[] | undefined;
}

export interface Config {
  readonly servers: readonly ServerEntry[];
  readonly inputs: readonly ConfigInput[];
  readonly problems: readonly ConfigProblem[];
}
