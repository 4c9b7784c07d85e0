import { performance } from 'node:perf_hooks';

/** Names this process among all that ever wrote to a recording: its pid and its start time, in base 36. */
export const connectionId = (): string =>
  `${process.pid.toString(36)}-${Math.round(performance.timeOrigin).toString(36)}`;
