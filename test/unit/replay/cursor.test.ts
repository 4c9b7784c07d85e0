import { describe, expect, it } from 'vitest';
import {
  forwardContinue,
  reverseContinue,
  step,
  stepBack,
  toEnd,
  toFirstAffected,
  toStart,
} from '../../../src/core/replay/cursor.ts';

const tape = { length: 10, stops: [3, 4, 7], affected: [4, 7] };

describe('a replay cursor', () => {
  it('steps by one and stays at the ends', () => {
    expect(step(tape, 3)).toBe(4);
    expect(step(tape, 9)).toBe(9);
    expect(stepBack(3)).toBe(2);
    expect(stepBack(0)).toBe(0);
    expect([toStart(), toEnd(tape)]).toEqual([0, 9]);
  });

  it('continues to the next stop, then to the end', () => {
    expect([0, 3, 5, 7, 9].map(at => forwardContinue(tape, at))).toEqual([3, 4, 7, 9, 9]);
  });

  it('runs back to the stop before, then to the start', () => {
    expect([9, 7, 5, 4, 3, 0].map(at => reverseContinue(tape, at))).toEqual([7, 4, 4, 3, 0, 0]);
  });

  it('visits every stop in both directions', () => {
    const forward: number[] = [];
    for (let at = 0; at < 9; at = forwardContinue(tape, at)) forward.push(at);
    const back: number[] = [];
    for (let at = 9; at > 0; at = reverseContinue(tape, at)) back.push(at);
    expect(forward).toEqual([0, 3, 4, 7]);
    expect(back).toEqual([9, 7, 4, 3]);
  });

  it('knows where the trouble starts, and copes with an empty tape', () => {
    expect(toFirstAffected(tape)).toBe(4);
    expect(toFirstAffected({ length: 5, stops: [], affected: [] })).toBe(4);
    const empty = { length: 0, stops: [], affected: [] };
    expect([toEnd(empty), step(empty, 0), forwardContinue(empty, 0)]).toEqual([0, 0, 0]);
  });
});
