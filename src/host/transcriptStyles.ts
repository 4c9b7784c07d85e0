import * as vscode from 'vscode';
import type { Ring } from '../core/propagation/slice.ts';
import { ringIcon } from './icons.ts';

/** Rings that show in the text; exposed steps only in gutter, ruler and heading. */
export const textRings = ['wrong', 'unsure', 'verified', 'traced', 'suspect'] as const;
export const lineRings = [...textRings, 'exposed'] as const;

type TextRing = (typeof textRings)[number];
type LineRing = (typeof lineRings)[number];

const color = (id: string): vscode.ThemeColor => new vscode.ThemeColor(`faultline.${id}`);
const name = (ring: Ring): string => (ring === 'unsure' ? 'suspect' : ring);

const { Left, Center, Right, Full } = vscode.OverviewRulerLane;
const lanes: Record<LineRing, number> = {
  wrong: Full,
  unsure: Full,
  verified: Left | Center,
  traced: Center | Right,
  suspect: Center,
  exposed: Right,
};

const underlines: Record<TextRing, string> = {
  wrong: 'underline wavy',
  unsure: 'underline wavy',
  verified: 'underline double',
  traced: 'underline solid 2px',
  suspect: 'underline dashed',
};

/** Decorations of a transcript: how a ring looks in the text, on a line, in the ruler, and behind a heading. */
export interface TranscriptStyles {
  readonly text: Readonly<Record<TextRing, vscode.TextEditorDecorationType>>;
  readonly line: Readonly<Record<LineRing, vscode.TextEditorDecorationType>>;
  readonly ruler: Readonly<Record<LineRing, vscode.TextEditorDecorationType>>;
  readonly number: vscode.TextEditorDecorationType;
  readonly heading: vscode.TextEditorDecorationType;
  readonly after: vscode.TextEditorDecorationType;
  dispose(): void;
}

export function transcriptStyles(extension: vscode.Uri): TranscriptStyles {
  const made: vscode.TextEditorDecorationType[] = [];
  const type = (options: vscode.DecorationRenderOptions): vscode.TextEditorDecorationType => {
    const decoration = vscode.window.createTextEditorDecorationType({
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
      ...options,
    });
    made.push(decoration);
    return decoration;
  };
  const each = <K extends string, V>(keys: readonly K[], value: (key: K) => V): Record<K, V> =>
    Object.fromEntries(keys.map(key => [key, value(key)])) as Record<K, V>;
  return {
    text: each(textRings, ring =>
      type({
        backgroundColor: color(`${name(ring)}Background`),
        textDecoration: `${underlines[ring]} var(--vscode-faultline-${name(ring)}); text-underline-offset: 3px; text-decoration-skip-ink: none`,
      }),
    ),
    line: each(lineRings, ring => {
      const { dark, light } = ringIcon(extension, ring);
      return type({
        dark: { gutterIconPath: dark },
        light: { gutterIconPath: light },
        gutterIconSize: '12px',
      });
    }),
    ruler: each(lineRings, ring =>
      type({ overviewRulerColor: color(name(ring)), overviewRulerLane: lanes[ring] }),
    ),
    number: type({ color: new vscode.ThemeColor('textLink.foreground'), fontWeight: 'bold' }),
    heading: type({ fontWeight: 'bold' }),
    after: type({ after: { margin: '0 0 0 2ch', fontStyle: 'normal' } }),
    dispose: () => made.forEach(decoration => decoration.dispose()),
  };
}

export const afterColor = (ring: Ring): vscode.ThemeColor =>
  ring === 'exposed' ? new vscode.ThemeColor('descriptionForeground') : color(name(ring));
