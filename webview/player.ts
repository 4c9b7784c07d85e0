import type { Actions } from './actions.ts';
import type { Store } from './store.ts';
import { changed } from './store.ts';

const stepTime = 500;

/** While playing, takes a step twice a second; stops at the end. */
export function attachPlayer(store: Store, actions: Actions): void {
  let timer: number | undefined;
  store.subscribe((state, before) => {
    if (!changed(state, before, 'playing')) return;
    window.clearInterval(timer);
    if (!state.playing) return;
    timer = window.setInterval(() => {
      const { cursor, graph } = store.get();
      const last = (graph?.steps.length ?? 0) - 1;
      if (cursor !== undefined && cursor >= last) store.set({ playing: false });
      else actions.step();
    }, stepTime);
  });
}
