/** The output channel, as the rest of the host sees it. */
export interface Log {
  /** One message between host, worker and page: what, how large, how long. Only formed where somebody reads traces. */
  message(where: string, kind: string, content: unknown, ms?: number): void;
  error(text: string): void;
}

/** What a log writes to; VS Code's LogOutputChannel fits. */
export interface LogChannel {
  /** 1 is trace. */
  readonly logLevel: number;
  trace(text: string): void;
  error(text: string): void;
}

export const logTo = (channel: LogChannel): Log => ({
  message(where, kind, content, ms) {
    if (channel.logLevel !== 1) return;
    const time = ms === undefined ? '' : ` ${ms.toFixed(1)} ms`;
    channel.trace(`${where} ${kind} ${JSON.stringify(content)?.length ?? 0} chars${time}`);
  },
  error: text => channel.error(text),
});

export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
