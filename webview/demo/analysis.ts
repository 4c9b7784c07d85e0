import type { Ring } from '../../src/core/propagation/slice.ts';
import { countRings } from '../../src/core/propagation/slice.ts';
import { excerpt } from '../../src/core/session/excerpt.ts';
import type { Seq } from '../../src/core/session/ids.ts';
import type { DetailsView, HopView } from '../../src/core/view/details.ts';
import type { EdgeView, MarkView, SliceView } from '../../src/core/view/slice.ts';
import type { Sketch, SketchMark, SketchUse } from './sketch.ts';

// Stands in for the engine on the demo page: follows the sketch's uses, nothing is found in texts.

const oneLine = (text: string, most: number): string => {
  const line = text.replace(/\s+/gu, ' ').replace(/\*\*/gu, '');
  return line.length <= most
    ? line
    : `${line.slice(0, most / 2).trimEnd()} … ${line.slice(-most / 2).trimStart()}`;
};

export interface Analysis {
  readonly slice: SliceView;
  details(seq: Seq): DetailsView;
}

export function analyse(sketch: Sketch, marks: readonly SketchMark[]): Analysis {
  const { graph, textOf, uses } = sketch;
  const verdicts = new Map(marks.map(mark => [mark.seq, mark.verdict]));
  const wrong = marks.filter(mark => mark.verdict !== 'verified').map(mark => mark.seq);
  const firstMarked = wrong.length === 0 ? undefined : Math.min(...wrong);
  const into = new Map<Seq, SketchUse>();
  const byStep = new Map<Seq, SketchUse[]>();
  for (const use of uses) byStep.set(use.generated, [...(byStep.get(use.generated) ?? []), use]);
  const rings: Ring[] = [];
  const taints = (ring: Ring | undefined): boolean =>
    ring === 'wrong' || ring === 'unsure' || ring === 'traced';
  for (const { seq } of graph.steps) {
    const best = (byStep.get(seq) ?? [])
      .filter(use => taints(rings[use.used]))
      .sort((a, b) => Number(b.carries) - Number(a.carries))[0];
    if (best !== undefined) into.set(seq, best);
    rings[seq] = verdicts.get(seq) ?? ringOf(seq, best);
  }
  function ringOf(seq: Seq, best: SketchUse | undefined): Ring {
    if (best !== undefined) return best.carries ? 'traced' : 'suspect';
    if (firstMarked === undefined || seq < firstMarked) return 'clean';
    if (!graph.inputsRecorded) return 'notProven';
    return graph.steps.length < 100 || seq % 5 === 0 ? 'exposed' : 'clean';
  }

  const markViews: MarkView[] = marks.map(mark => ({
    id: mark.id,
    seq: mark.seq,
    verdict: mark.verdict,
    range: mark.range,
    quote:
      mark.range === undefined
        ? undefined
        : oneLine(textOf(mark.seq).slice(mark.range.start, mark.range.end), 60),
    note: mark.note,
  }));
  const edges = [...into.values()].map((use): EdgeView => ({
    used: use.used,
    generated: use.generated,
    kind: use.kind,
    tier: use.tier,
    ring: use.carries ? 'traced' : 'suspect',
    snippet: oneLine(textOf(use.generated).slice(use.to.start, use.to.end), 48),
  }));
  const counts = countRings(rings);
  const final = graph.final;
  const finalRing = final === undefined ? undefined : rings[final];
  const slice: SliceView = {
    rings,
    edges,
    marks: markViews,
    counts,
    firstMarked,
    final:
      final === undefined || finalRing === undefined
        ? undefined
        : { seq: final, ring: finalRing, because: because(final, finalRing, into.get(final)) },
    highlights: [],
    lostMarks: sketch.lostMarks,
    checks: [],
  };

  const hop = (use: SketchUse): HopView => ({
    used: use.used,
    generated: use.generated,
    kind: use.kind,
    tier: use.tier,
    bits: 34,
    usedRing: rings[use.used] ?? 'clean',
    ring: use.carries ? 'traced' : 'suspect',
    from: excerpt(textOf(use.used), use.from, 110),
    to: excerpt(textOf(use.generated), use.to, 110),
  });
  const pathOf = (seq: Seq): readonly HopView[] => {
    const path: HopView[] = [];
    for (let use = into.get(seq); use !== undefined; use = into.get(use.used))
      path.unshift(hop(use));
    return path;
  };

  return {
    slice,
    details: seq => {
      const ring = rings[seq] ?? 'clean';
      const best = into.get(seq);
      const own = markViews.filter(mark => mark.seq === seq);
      const text = textOf(seq);
      return {
        seq,
        text,
        ring,
        verdict: sentence(ring, best, seq, firstMarked),
        highlights: [
          ...own.map(mark => ({ range: mark.range ?? { start: 0, end: text.length }, ring })),
          ...(best === undefined || own.length > 0 ? [] : [{ range: best.to, ring }]),
        ],
        marks: own,
        path: own.length > 0 && ring !== 'verified' ? [] : pathOf(seq),
        otherUses: (byStep.get(seq)?.length ?? 1) > 1 ? 1 : 0,
        inputs: graph.inputsRecorded
          ? Array.from({ length: Math.min(seq, 31) }, (_, index) => seq - 1 - index).map(each => ({
              seq: each,
              chars: textOf(each).length,
            }))
          : undefined,
        consumers: uses
          .filter(use => use.used === seq)
          .map(use => ({
            seq: use.generated,
            kind: use.kind,
            tier: use.tier,
            snippet: oneLine(textOf(use.generated).slice(use.to.start, use.to.end), 40),
          })),
        overrides: [],
        unsourced: [],
        check: undefined,
      };
    },
  };
}

function because(seq: Seq, ring: Ring, use: SketchUse | undefined): string {
  if (use === undefined) return `#${seq} shows no evidence`;
  return ring === 'traced'
    ? `#${seq} used #${use.used}`
    : `#${seq} used #${use.used}, next to the wrong text`;
}

function sentence(
  ring: Ring,
  use: SketchUse | undefined,
  seq: Seq,
  first: Seq | undefined,
): string {
  switch (ring) {
    case 'wrong':
      return 'You marked the highlighted text.';
    case 'unsure':
      return 'You are not sure about the highlighted text.';
    case 'verified':
      return 'You checked it: what used only this step is not affected.';
    case 'traced':
      return 'It used the text you marked wrong.';
    case 'suspect':
      return `It used #${use?.used}, but not the part with the wrong text.`;
    case 'exposed':
      return 'It had the wrong text in context. No evidence that it used it.';
    case 'notProven':
      return 'No evidence, but its input was not recorded.';
    case 'clean':
      return first !== undefined && seq < first
        ? 'It came before the mark.'
        : 'It never had the marked text.';
  }
}
