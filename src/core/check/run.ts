/**
 * Does `each` for every item, at most `width` at a time, in order, until `stopped` says so; what is under way then is still
 * waited for. Rejects with the first error, after which nothing new is begun.
 */
export async function inTurns<T>(
  items: readonly T[],
  width: number,
  stopped: () => boolean,
  each: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  let failed = false;
  const worker = async (): Promise<void> => {
    for (const item of queue) {
      if (stopped() || failed) return;
      try {
        await each(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const done = await Promise.allSettled(Array.from({ length: width }, worker));
  const rejected = done.find(result => result.status === 'rejected');
  if (rejected !== undefined) throw rejected.reason;
}
