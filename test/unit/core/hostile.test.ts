import { expect, it } from 'vitest';
import { Analysis } from '../../../src/core/view/analysis.ts';
import { sessionOf } from '../../fixtures/sessions.ts';

// A text made to be slow: quadratic work on half a million characters would take minutes, and the runner gives up.
it.each([
  'a',
  '-',
  '_',
  'ACGT',
  'a.',
  'a-',
  'A.',
  '1.',
  '1,',
  ' ',
  'A ',
  '[',
  '{"a":',
  '"',
  '7',
  'a/',
  'http://x.',
  "A'",
  'a@',
  '|a',
  '\\',
  '漢',
  '**A** ',
  '\n[',
  '\ud800',
  '<b>',
  'eyJ-',
])('links half a megabyte of %j', unit => {
  const text = unit.repeat(Math.ceil(500_000 / unit.length));
  const session = sessionOf([
    { agent: 'a', text, had: [] },
    { agent: 'b', text, had: ['m0'] },
  ]);
  expect(new Analysis(session).provenance.into).toHaveLength(2);
});

it('links steps that say the same thing thousands of times', () => {
  const session = sessionOf(
    Array.from({ length: 4000 }, (_, i) => ({
      agent: `a${i % 3}`,
      text: 'Done.',
      had: i === 0 ? [] : [`m${i - 1}`],
    })),
  );
  expect(new Analysis(session).provenance.exposures.flat().length).toBeLessThan(10_000);
});
