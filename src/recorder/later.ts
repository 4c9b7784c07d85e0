/** Work waits this long, in milliseconds: past the answer of a quick server, too short to be missed after a crash. */
const delay = 10;

/** Work that must not hold up what runs now, done in order a moment later. */
export interface Later {
  add(work: () => void): void;
  /** Does all that waits. */
  flush(): void;
  /** While work is done: when it was added. Else the time. In milliseconds since the epoch. */
  now(): number;
}

/**
 * Makes a queue of deferred work: bytes are forwarded at once, and looked at when there is time. What a piece of work
 * throws goes to `failed`; the others are done all the same.
 */
export function later(failed: (error: unknown) => void): Later {
  let waiting: { readonly work: () => void; readonly time: number }[] = [];
  let timer: NodeJS.Timeout | undefined;
  let current: number | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const batch = waiting;
    waiting = [];
    for (const { work, time } of batch) {
      current = time;
      try {
        work();
      } catch (error) {
        failed(error);
      }
    }
    current = undefined;
  };

  return {
    add(work) {
      waiting.push({ work, time: Date.now() });
      timer ??= setTimeout(flush, delay);
    },
    flush,
    now: () => current ?? Date.now(),
  };
}
