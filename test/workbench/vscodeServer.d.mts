export interface Folders {
  extensionsDir: string;
  serverDataDir: string;
}

export interface ServerOptions extends Folders {
  folder: string;
  userSettings?: Record<string, unknown>;
  token?: string;
  port?: number;
  env?: Record<string, string>;
  trustAll?: boolean;
  idleStop?: boolean;
}

export interface Server {
  origin: string;
  /** Of the server's process. */
  pid: number | undefined;
  url: string;
  stop(): Promise<void>;
}

export const defaultSettings: Record<string, unknown>;
export function installExtension(vsix: string, folders: Folders): Promise<void>;
export function startServer(options: ServerOptions): Promise<Server>;
export function workbenchUrl(
  origin: string,
  target: { folder?: string; file?: string; token?: string },
): string;
