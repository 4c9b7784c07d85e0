// 100,000 mutated frames through reading: no crash, no hang, no memory that grows.
//   npm run fuzz [-- LINES SEED]
import { readSession } from '../../src/formats/read.ts';
import { mutatedLine } from '../fixtures/mcp/mutate.ts';
import { seeded } from '../fixtures/random.ts';

const [lines = 100_000, seed = 1] = process.argv.slice(2).map(Number);
const perFile = 1000;
/** One file of a thousand lines takes far less; a second each would be a hang on the way. */
const slowest = 10_000;
/** Files come and go; what stays after a collection may grow by this much, in MB. */
const growth = 60;

const header = '{"faultline":1,"id":"f","title":"f","startedAt":"2026-01-01T00:00:00Z"}';
const random = seeded(seed);
const heap = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
};

let steps = 0;
let longest = 0;
let first = 0;
for (let file = 0; file < lines / perFile; file++) {
  const text = [header, ...Array.from({ length: perFile }, () => mutatedLine(random))].join('\n');
  const start = performance.now();
  const result = readSession(Buffer.from(text), 'fuzz.faultline');
  longest = Math.max(longest, performance.now() - start);
  if (!result.ok) throw new Error(`file ${file} of seed ${seed}: ${result.message}`);
  steps += result.session.steps.length;
  if (file === 4) first = heap();
}
const grown = heap() - first;
console.log(
  `${lines} mutated lines: ${steps} steps, slowest thousand ${longest.toFixed(0)} ms, heap ${grown.toFixed(1)} MB more than after the first 5,000`,
);
if (steps === 0 || longest > slowest || grown > growth) process.exit(1);
