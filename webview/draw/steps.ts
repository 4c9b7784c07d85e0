import type { Ring } from '../../src/core/propagation/slice.ts';
import type { Seq } from '../../src/core/session/ids.ts';
import { visibleSteps } from '../layout/axis.ts';
import type { SnippetStep } from '../layout/snippets.ts';
import { placeSnippets } from '../layout/snippets.ts';
import { edgeInto, isAffected, marksAt } from '../select.ts';
import { visibleLine } from '../../src/protocol/visible.ts';
import { words } from '../words.ts';
import type { Brush } from './brush.ts';
import { drawText, fitText, textWidth, wrapText } from './brush.ts';
import type { RoutedEdge } from './edges.ts';
import { verticalsOf } from './edges.ts';
import type { Scene } from './scene.ts';
import { isDimmed, ringOf, stepX, stepY } from './scene.ts';
import { drawBadge, drawStep, fillRing, grown, markedBox, stroke } from './step.ts';

const dimmedAlpha = 0.28;

/** Every step in view, in the form that its room allows. */
export function drawSteps(b: Brush, scene: Scene, edges: readonly RoutedEdge[]): void {
  const { first, end } = visibleSteps(scene.plot, scene.view, scene.graph.steps.length);
  if (scene.level === 'ticks') drawTicks(b, scene, first, end);
  else {
    for (let seq = first; seq < end; seq++) drawOne(b, scene, seq);
    if (scene.level === 'numbers') drawSnippets(b, scene, first, end, edges);
  }
  drawFinal(b, scene);
}

function drawOne(b: Brush, scene: Scene, seq: Seq): void {
  const step = scene.graph.steps[seq];
  if (step === undefined) return;
  const { ctx } = b;
  const ring = ringOf(scene, seq);
  const plain = { x: stepX(scene, seq), y: stepY(scene, seq), ...scene.glyph };
  if (plain.y < -40 || plain.y > scene.height + 40) return;
  const dimmed = isDimmed(scene, seq) && seq !== scene.selected;
  ctx.globalAlpha = dimmed ? dimmedAlpha : (scene.lighting?.(seq) ?? 1);
  if (scene.level === 'cards') drawCard(b, scene, seq, ring);
  else {
    drawStep(b, {
      shape: step.shape,
      ring,
      box: markedBox(ring, plain),
      label: scene.level === 'numbers' ? String(seq) : undefined,
      selected: seq === scene.selected,
      hovered: seq === scene.hovered,
      opaque: step.opaque,
    });
  }
  if (scene.hits?.has(seq) === true) drawHit(b, scene, seq);
  ctx.globalAlpha = 1;
}

function drawHit(b: Brush, scene: Scene, seq: Seq): void {
  const { ctx, theme } = b;
  const box = grown({ x: stepX(scene, seq), y: stepY(scene, seq), ...scene.glyph }, 13);
  ctx.beginPath();
  ctx.roundRect(box.x - box.width / 2, box.y - box.height / 2, box.width, box.height, 7);
  stroke(b, theme.foreground, 1.5, [2, 2]);
}

/** The step as a card: its number as always, and two lines of what it says. */
function drawCard(b: Brush, scene: Scene, seq: Seq, ring: Ring | undefined): void {
  const step = scene.graph.steps[seq];
  if (step === undefined) return;
  const { ctx, theme } = b;
  const { width, height } = scene.glyph;
  const x = stepX(scene, seq);
  const y = stepY(scene, seq);
  const outer = seq === scene.selected ? 3 : 0;
  const frame = (by: number): void => {
    ctx.beginPath();
    ctx.roundRect(x - width / 2 - by, y - height / 2 - by, width + by * 2, height + by * 2, 5 + by);
  };
  frame(0);
  ctx.fillStyle = theme.plain;
  ctx.fill();
  if (ring === 'exposed' || ring === 'notProven') stroke(b, theme.exposed, 1, [3, 2.5]);
  else if (ring === undefined || ring === 'clean') stroke(b, theme.lines, 1);
  else stroke(b, ring === 'unsure' ? theme.suspect : theme[ring], 1.5);
  if (outer > 0) {
    frame(outer);
    stroke(b, theme.focus, 2);
  } else if (seq === scene.hovered) {
    frame(2);
    stroke(b, theme.foreground, 1);
  }
  const label = String(seq);
  const glyph = Math.max(24, label.length * 7 + 10);
  drawStep(b, {
    shape: step.shape,
    ring,
    box: { x: x - width / 2 + 8 + glyph / 2, y, width: glyph, height: 22 },
    label,
    badge: false,
  });
  const left = x - width / 2 + glyph + 14;
  const lines = wrapText(b, visibleLine(step.preview), x + width / 2 - left - 6, 2);
  lines.forEach((line, index) => {
    drawText(b, line, left, y + (lines.length > 1 ? -3 : 4) + index * 14, {
      colour: ring === 'clean' ? theme.dim : theme.foreground,
    });
  });
  if (ring === 'wrong' || ring === 'unsure') drawBadge(b, ring, x - width / 2, y - height / 2, 7);
  if (ring === 'verified') drawBadge(b, ring, x + width / 2, y + height / 2, 7);
}

const tickHeights: Readonly<Record<Ring, number>> = {
  wrong: 16,
  traced: 14,
  unsure: 14,
  suspect: 11,
  verified: 11,
  exposed: 8,
  notProven: 6,
  clean: 5,
};

function drawTicks(b: Brush, scene: Scene, first: Seq, end: Seq): void {
  const { ctx, theme } = b;
  const groups = new Map<string, { ring: Ring | undefined; dimmed: boolean; seqs: Seq[] }>();
  for (let seq = first; seq < end; seq++) {
    const ring = ringOf(scene, seq);
    const dimmed = isDimmed(scene, seq);
    const key = `${ring}/${dimmed}`;
    const group = groups.get(key) ?? { ring, dimmed, seqs: [] };
    group.seqs.push(seq);
    groups.set(key, group);
  }
  const { width } = scene.glyph;
  for (const { ring, dimmed, seqs } of groups.values()) {
    const height = ring === undefined ? 9 : tickHeights[ring];
    ctx.globalAlpha = dimmed ? dimmedAlpha : 1;
    ctx.beginPath();
    for (const seq of seqs) {
      ctx.rect(stepX(scene, seq) - width / 2, stepY(scene, seq) - height / 2, width, height);
    }
    ctx.fillStyle = tickFill(b, ring);
    ctx.fill();
    if (ring === 'suspect' || ring === 'unsure') stroke(b, theme.suspect, 0.75);
  }
  ctx.globalAlpha = 1;
  for (let seq = first; seq < end; seq++) {
    const ring = ringOf(scene, seq);
    const x = stepX(scene, seq);
    const y = stepY(scene, seq);
    if (ring === 'wrong' || ring === 'unsure' || ring === 'verified')
      drawBadge(b, ring, x, y - 13, 6);
    if (scene.hits?.has(seq) === true) {
      ctx.beginPath();
      ctx.arc(x, y + 12, 2.5, 0, Math.PI * 2);
      stroke(b, theme.foreground, 1.25);
    }
    if (seq !== scene.selected && seq !== scene.hovered) continue;
    ctx.beginPath();
    ctx.roundRect(x - width / 2 - 4, y - 12, width + 8, 24, 3);
    if (seq === scene.selected) stroke(b, theme.focus, 2);
    else stroke(b, theme.foreground, 1);
  }
}

function tickFill(b: Brush, ring: Ring | undefined): string | CanvasPattern {
  const { theme } = b;
  switch (ring) {
    case undefined:
      return theme.dim;
    case 'wrong':
    case 'traced':
    case 'verified':
    case 'exposed':
      return theme[ring];
    case 'suspect':
    case 'unsure':
      return b.denseHatch;
    case 'notProven':
      return theme.exposed;
    case 'clean':
      return theme.bar;
  }
}

/** The text that reached a step, beside it. */
function drawSnippets(
  b: Brush,
  scene: Scene,
  first: Seq,
  end: Seq,
  edges: readonly RoutedEdge[],
): void {
  const into = edgeInto(scene.slice);
  const marks = marksAt(scene.slice);
  const texts = new Map<Seq, { text: string; weak: boolean }>();
  const wanted: SnippetStep[] = [];
  const taken = [];
  for (let seq = first; seq < end; seq++) {
    const ring = ringOf(scene, seq);
    const box = markedBox(ring, { x: stepX(scene, seq), y: 0, ...scene.glyph });
    const lane = scene.laneOf[seq] ?? 0;
    taken.push({ lane, left: box.x - box.width / 2 - 2, right: box.x + box.width / 2 + 2 });
    if (isDimmed(scene, seq)) continue;
    const quote = ring === 'wrong' || ring === 'unsure' ? marks.get(seq)?.[0]?.quote : undefined;
    const text = quote ?? (isAffected(ring) || ring === 'verified' ? into.get(seq)?.snippet : '');
    if (text === undefined || text === '') continue;
    const quoted = `“${visibleLine(text)}”`;
    texts.set(seq, { text: quoted, weak: ring === 'suspect' });
    const extra = ring === 'wrong' || ring === 'unsure' ? 8 : ring === 'verified' ? 5 : 0;
    wanted.push({
      seq,
      lane,
      x: box.x,
      width: box.width,
      height: box.height + extra,
      text: textWidth(b, quoted),
      taken: seq === scene.graph.final,
    });
  }
  const places = placeSnippets(wanted, taken, verticalsOf(edges), {
    boxes: scene.boxes,
    left: scene.plot.left,
    right: scene.plot.left + scene.plot.width + 6,
    least: 62,
    most: 170,
  });
  for (const place of places) {
    const snippet = texts.get(place.seq);
    if (snippet === undefined) continue;
    const style = {
      colour: snippet.weak ? b.theme.dim : b.theme.foreground,
      halo: true,
      align: place.side === 'left' ? 'right' : 'left',
    } as const;
    const lines =
      place.lines === 1
        ? [fitText(b, snippet.text, place.room)]
        : wrapText(b, snippet.text, place.room, 2);
    lines.forEach((line, index) => {
      const y =
        place.side === 'above'
          ? place.y - 2
          : place.side === 'below'
            ? place.y + 11 + index * 14
            : place.y + (lines.length > 1 ? -3 : 4) + index * 14;
      drawText(b, line, place.x, y, style);
    });
  }
}

function drawFinal(b: Brush, scene: Scene): void {
  const { final } = scene.graph;
  if (final === undefined || (scene.level !== 'numbers' && scene.level !== 'cards')) return;
  const x = stepX(scene, final);
  if (x < scene.plot.left || x > scene.plot.left + scene.plot.width) return;
  const half = scene.glyph.width / 2;
  const right = Math.min(x + half, scene.width - 6);
  const lane = scene.boxes[scene.laneOf[final] ?? 0];
  const floor = lane === undefined ? Infinity : lane.top + lane.height - 5;
  const y = Math.min(stepY(scene, final) + scene.glyph.height / 2 + 19, floor);
  drawText(b, words.finalAnswer, right, y, {
    weight: 600,
    align: 'right',
    halo: true,
  });
}

/** A swatch: one step in its ring, for tiles, lists and the legend. */
export function drawSwatch(b: Brush, ring: Ring | undefined, size: number): void {
  if (ring === 'wrong' || ring === 'verified' || ring === 'unsure') {
    drawBadge(b, ring, size / 2, size / 2, size / 2 - 1);
    return;
  }
  b.ctx.beginPath();
  b.ctx.roundRect(1.5, 2.5, size - 3, size - 5, Math.min(4, size / 4));
  fillRing(b, ring);
}
