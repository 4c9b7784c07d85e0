import type { Seq } from '../session/ids.ts';
import type { Range } from '../session/range.ts';
import type { Columns } from './columns.ts';
import type { Unit } from './units.ts';
import { factorsTo } from './units.ts';

/** A number that a formula may use. */
export interface Operand {
  readonly seq: Seq;
  readonly range: Range;
  /** As written, without sign; its "million" applied, its "%" not. */
  readonly value: number;
  readonly unit: Unit | undefined;
  readonly raw: string;
  /** 0 for the newest. */
  readonly rank: number;
}

/** The same numbers newest first and in order of value: sorted once for all results of a step. */
export interface Operands {
  readonly operands: readonly Operand[];
  readonly sorted: readonly Operand[];
  readonly values: Float64Array;
}

export function sortOperands(operands: readonly Operand[]): Operands {
  const sorted = [...operands].sort((a, b) => a.value - b.value);
  return { operands, sorted, values: Float64Array.from(sorted, each => each.value) };
}

/** A number that may have been computed. */
export interface Result {
  readonly raw: string;
  readonly value: number;
  readonly unit: Unit | undefined;
  /** Significant digits, without zeros at the end. */
  readonly digits: number;
  /** The text around it. */
  readonly around: string;
}

export interface Formula {
  readonly bits: number;
  readonly used: readonly { readonly seq: Seq; readonly range: Range }[];
  /** "4,210 + 1,305 = 5,515". */
  readonly text: string;
}

/** What speaks for an operand beside its value. */
export interface Hints {
  /** True if the step that holds the result says the operand too. */
  isNamed(operand: Operand): boolean;
  /** How many words stand beside both. */
  wordsInCommon(operand: Operand): number;
}

type Kind =
  'sum' | 'difference' | 'product' | 'ratio' | 'share' | 'change' | 'mean' | 'rounding' | 'unit';

/**
 * Bits that it takes to name a kind of computation, without and with a word nearby that announces it. What people seldom
 * do without a word for it is dear without one.
 */
const kinds: Readonly<
  Record<Kind, { readonly cost: number; readonly cued: number; readonly cue: RegExp }>
> = {
  sum: {
    cost: 4,
    cued: 1,
    cue: /\b(?:sum|total|altogether|together|combined|add(?:ed|ing|s)?|plus|overall|aggregate)\b|\d \+ /iu,
  },
  difference: {
    cost: 4,
    cued: 1,
    cue: /\b(?:difference|differs?|gap|apart|more than|less than|fewer|increased?|decreased?|growth|grew|rose|fell|drop(?:ped)?|minus|remaining|left|margin|net)\b|\d [−-] /iu,
  },
  product: { cost: 6, cued: 2, cue: /\b(?:times|multipl\w+|product|each)\b|\d\)? ?[×*] ?\d/iu },
  ratio: {
    cost: 5,
    cued: 1,
    cue: /\b(?:ratio|times|factor|fold|average|divided|multiple)\b|\d\)? ?[÷/] ?\d/iu,
  },
  share: { cost: 3.5, cued: 1, cue: /\b(?:share|portion|proportion|fraction|accounts?|of)\b/iu },
  change: {
    cost: 5,
    cued: 1,
    cue: /\b(?:change|growth|grew|increased?|decreased?|rose|fell|drop(?:ped)?|relative|off by|higher|lower|up|down)\b/iu,
  },
  mean: { cost: 12, cued: 1, cue: /\b(?:mean|averages?|avg)\b/iu },
  rounding: {
    cost: 2,
    cued: 0.5,
    cue: /\b(?:about|around|approximately|approx|roughly|nearly|almost|circa|some|over|under|round(?:ed)?|call it|estimated|just)\b|[~≈]/iu,
  },
  unit: { cost: 1, cued: 1, cue: /(?!)/u },
};

const mostThrees = 32;

/**
 * The formula that most likely gave a number, or undefined. Bits = what the number says as printed (its digits, its
 * magnitude) less what it takes to name the formula: its kind, and each operand by how far back it stands. So a formula
 * over old or many numbers must explain more digits: the test against chance. O(n log n), n operands, bounded.
 */
export function bestFormula(
  result: Result,
  { operands, sorted, values }: Operands,
  columns: Columns,
  hints: Hints,
): Formula | undefined {
  const { value: r, unit, digits, raw, around } = result;
  // Small whole numbers count and number all sorts of things; the size of others says something too.
  const isPlain = unit === undefined && /^\d{1,3}$/u.test(raw);
  const information = 3.32 * digits + (isPlain ? 1 : 3);
  const tolerance = toleranceOf(raw, r);
  const fitting = operands.filter(each => fits(each.unit, unit));
  const rank = new Map(fitting.map((each, index) => [each, index]));
  let best: Formula | undefined;
  let bestCost = Infinity;

  const kindCost = (kind: Kind): number =>
    kinds[kind].cue.test(around) ? kinds[kind].cued : kinds[kind].cost;
  const costs = new Map<Operand, number>();
  const costOf = (operand: Operand): number => {
    let cost = costs.get(operand);
    if (cost === undefined) {
      cost = Math.log2(2 + (rank.get(operand) ?? operand.rank));
      if (hints.isNamed(operand)) cost = Math.min(cost, 1.5);
      cost = Math.max(0.5, cost - 2 * Math.min(2, hints.wordsInCommon(operand)));
      costs.set(operand, cost);
    }
    return cost;
  };
  const propose = (kind: Kind, used: readonly Operand[], text: () => string): void => {
    // Without this, the costly part would be weighing what cannot win.
    const base = kindCost(kind);
    if (base >= bestCost) return;
    let cost = base;
    for (const [index, each] of used.entries()) {
      const before = used[index - 1];
      // Numbers that stand together are taken together.
      const near =
        before?.seq === each.seq ? Math.log2(2 + Math.abs(before.rank - each.rank)) : Infinity;
      cost += Math.min(costOf(each), near);
    }
    if (cost >= bestCost) return;
    bestCost = cost;
    best = { bits: information - cost, used, text: text() };
  };
  /** Hands over the operands between two values. */
  const between = (low: number, high: number, take: (operand: Operand) => void): void => {
    let from = 0;
    let to = values.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((values[middle] ?? 0) < low) from = middle + 1;
      else to = middle;
    }
    for (let i = from; i < values.length && (values[i] ?? 0) <= high; i++) {
      const operand = sorted[i];
      if (operand !== undefined) take(operand);
    }
  };
  const slack = (of: number): number => Math.max(of * 1e-9, 1e-9);
  const exact = tolerance.exact + slack(r);

  // One operand: rounding, another unit.
  const rounded = tolerance.rounded + slack(r);
  between(r - rounded, r + rounded, a => {
    if (!fits(a.unit, unit) || a.value === r || digitsOf(a.value) <= digits) return;
    propose('rounding', [a], () => `${a.raw} ≈ ${raw}`);
  });
  if (unit !== undefined) {
    for (const { from, factor } of factorsTo(unit)) {
      between((r - exact) / factor, (r + exact) / factor, a => {
        if (a.unit !== from && a.unit !== undefined) return;
        propose(
          'unit',
          [a],
          () =>
            `${a.raw} ${from === a.unit ? '' : '('}${from}s${from === a.unit ? '' : ')'} = ${raw} ${unit}s`,
        );
      });
    }
  }

  // Two operands.
  const isPercent = unit === 'percent';
  for (const a of operands) {
    if (fits(a.unit, unit)) {
      // a + b = r and (a + b) / 2 = r, each pair once.
      between(Math.max(a.value, r - a.value - exact), r - a.value + exact, b => {
        if (b === a || !alike(a, b, unit)) return;
        propose('sum', [a, b], () => `${joined(' + ', a, b)} = ${raw}`);
      });
      between(Math.max(a.value, 2 * r - a.value - 2 * exact), 2 * r - a.value + 2 * exact, b => {
        if (b === a || !alike(a, b, unit)) return;
        propose('mean', [a, b], () => `(${joined(' + ', a, b)}) / 2 = ${raw}`);
      });
      between(a.value - r - exact, a.value - r + exact, b => {
        if (b === a || !alike(a, b, unit)) return;
        propose('difference', [a, b], () => `${a.raw} − ${b.raw} = ${raw}`);
      });
    }
    // In hundredths for "12.5 %", as it is for "2.4 times".
    const of = isPercent ? 100 : 1;
    const quotient = isPercent ? Math.max(exact, tolerance.place) : exact;
    const [low, high] = [(r - quotient) / of, (r + quotient) / of];
    const compare = (kind: Kind, from: number, to: number, write: (b: Operand) => string): void =>
      between(Math.min(from, to), Math.max(from, to), b => {
        if (b === a || !fits(a.unit, b.unit)) return;
        propose(kind, [a, b], () => `${write(b)} = ${raw}`);
      });
    if (low > 0 && (isPercent || unit === undefined)) {
      compare(
        isPercent ? 'share' : 'ratio',
        a.value / high,
        a.value / low,
        b => `${a.raw} / ${b.raw}`,
      );
      if (high < 1) {
        compare(
          'share',
          (a.value * (1 - high)) / high,
          (a.value * (1 - low)) / low,
          b => `${a.raw} / (${a.raw} + ${b.raw})`,
        );
        compare(
          'change',
          a.value / (1 - high),
          a.value / (1 - low),
          b => `(${a.raw} − ${b.raw}) / ${b.raw}`,
        );
      }
      if (isPercent || r < 1) {
        compare(
          'change',
          a.value / (1 + high),
          a.value / (1 + low),
          b => `(${a.raw} − ${b.raw}) / ${b.raw}`,
        );
      }
    }
    if (!isPercent && a.value > 1) {
      between(Math.max(a.value, (r - exact) / a.value), (r + exact) / a.value, b => {
        if (
          b === a ||
          (a.unit !== undefined &&
            b.unit !== undefined &&
            a.unit !== 'percent' &&
            b.unit !== 'percent')
        )
          return;
        propose('product', [a, b], () => `${joined(' × ', a, b)} = ${raw}`);
      });
    }
  }

  // Three, of the newest.
  if (digits >= 3) {
    const few = fitting.slice(0, mostThrees);
    for (const [i, a] of few.entries()) {
      for (let j = i + 1; j < few.length; j++) {
        const b = few[j];
        if (b === undefined || !alike(a, b, unit)) continue;
        const rest = r - a.value - b.value;
        if (rest > 0) {
          between(rest - exact, rest + exact, c => {
            const at = rank.get(c);
            if (at === undefined || at <= j || at >= mostThrees || !alike(a, c, unit)) return;
            propose('sum', [a, b, c], () => `${joined(' + ', a, b, c)} = ${raw}`);
          });
        }
        const third = 3 * r - a.value - b.value;
        if (third > 0) {
          between(third - 3 * exact, third + 3 * exact, c => {
            const at = rank.get(c);
            if (at === undefined || at <= j || at >= mostThrees || !alike(a, c, unit)) return;
            propose('mean', [a, b, c], () => `(${joined(' + ', a, b, c)}) / 3 = ${raw}`);
          });
        }
      }
    }
  }

  // All of a column.
  for (const [index, { seq, sum, count, places }] of columns.entries()) {
    const used = places.map(range => ({ seq, range }));
    const of = (kind: Kind, text: string): void => {
      const cost = kindCost(kind) + Math.log2(2 + index);
      if (cost >= bestCost) return;
      bestCost = cost;
      best = { bits: information - cost, used, text };
    };
    if (Math.abs(Math.abs(sum) - r) <= exact) of('sum', `sum of ${count} numbers = ${raw}`);
    if (Math.abs(Math.abs(sum) / count - r) <= exact)
      of('mean', `mean of ${count} numbers = ${raw}`);
    if (count === r && unit === undefined) of('mean', `count of ${count} numbers = ${raw}`);
  }
  return best;
}

/** Operands in the order in which they were said. */
const joined = (sign: string, ...operands: readonly Operand[]): string =>
  [...operands]
    .sort((a, b) => a.seq - b.seq || a.range.start - b.range.start)
    .map(({ raw }) => raw)
    .join(sign);

/** Two may be added up: written in one unit, or one of them without. */
const fits = (a: Unit | undefined, b: Unit | undefined): boolean =>
  a === undefined || b === undefined || a === b;

const alike = (a: Operand, b: Operand, unit: Unit | undefined): boolean =>
  fits(a.unit, b.unit) && fits(b.unit, unit);

const digitsOf = (value: number): number =>
  value
    .toPrecision(12)
    .replace(/e.*$/u, '')
    .replace('.', '')
    .replaceAll(/^0+|0+$/gu, '').length;

interface Tolerance {
  readonly exact: number;
  readonly rounded: number;
  /** Half of the last place that is written. */
  readonly place: number;
}

/**
 * How far a number may be off for how it is written: by half of its last decimal (or half of the last digit before its
 * "million"); if it was rounded, by half of its last digit that is no zero.
 */
function toleranceOf(raw: string, value: number): Tolerance {
  const decimals = /[.,](\d+)\D*$/u.exec(raw)?.[1];
  const isGrouped = decimals?.length === 3 && !raw.includes('.');
  const scale = /\d\s?-?(?:k|thousand|lakh)\b/iu.test(raw)
    ? 1e3
    : /\d\s?-?(?:m|mn|millions?)\b/iu.test(raw)
      ? 1e6
      : /\d\s?-?(?:b|bn|billions?)\b/iu.test(raw)
        ? 1e9
        : /\d\s?-?trillion\b/iu.test(raw)
          ? 1e12
          : 1;
  const places = decimals === undefined || isGrouped ? 0 : decimals.length;
  const unit = scale / 10 ** places;
  const exact = scale === 1 && places === 0 ? 0 : unit / 2;
  const magnitude = Math.floor(Math.log10(value));
  const rounded = 10 ** (magnitude - digitsOf(value) + 1) / 2;
  return { exact, rounded: Math.max(exact, rounded), place: unit / 2 };
}
