/** Names connections in a recording: sessions get numbers, for a session id opens the session to whoever reads it. */
export interface Connections {
  /** The connection of a session; of requests without one, where all share the proxy's. */
  of(session: string | undefined): string;
  forget(session: string | undefined): void;
}

/** So many sessions are told apart; clients that never end theirs must not fill the memory. */
const mostSessions = 10_000;

export function connections(own: string): Connections {
  const sessions = new Map<string, string>();
  let count = 0;
  return {
    of(session) {
      if (session === undefined) return own;
      const known = sessions.get(session);
      if (known !== undefined) return known;
      const name = `${own}.${++count}`;
      sessions.set(session, name);
      const [oldest] = sessions.keys();
      if (sessions.size > mostSessions && oldest !== undefined) sessions.delete(oldest);
      return name;
    },
    forget: session => void (session === undefined || sessions.delete(session)),
  };
}
