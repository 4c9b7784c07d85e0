import * as vscode from 'vscode';
import type { Seq } from '../core/session/ids.ts';
import { afterColor, lineRings, textRings, transcriptStyles } from './transcriptStyles.ts';
import type { TranscriptStyles } from './transcriptStyles.ts';
import type { Transcript, TranscriptFiles } from './transcriptFiles.ts';
import { spanOf, stepAtLine } from './transcriptMap.ts';
import { toRange } from './transcriptRange.ts';
import { headingWords } from './words.ts';

/** Steps before and after the visible ones that are decorated too, so that scrolling shows no bare text. */
const margin = 20;

/** Paints the rings into open transcripts: text near what is visible, the ruler for the whole session. */
export class TranscriptDecorations {
  readonly #files: TranscriptFiles;
  readonly #extension: vscode.Uri;
  /** Made with the first transcript: most windows never show one. */
  #made: TranscriptStyles | undefined;
  readonly #listeners: vscode.Disposable;

  constructor(extension: vscode.Uri, files: TranscriptFiles) {
    this.#files = files;
    this.#extension = extension;
    this.#listeners = vscode.Disposable.from(
      files.onDidChange(({ uri }) => this.#paintAll(uri)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#paintAll(document.uri)),
      vscode.window.onDidChangeVisibleTextEditors(editors => editors.forEach(e => this.#paint(e))),
      vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => {
        const transcript = this.#files.at(textEditor.document.uri);
        if (transcript !== undefined) this.#paintVisible(textEditor, transcript);
      }),
    );
  }

  dispose(): void {
    this.#listeners.dispose();
    this.#made?.dispose();
  }

  get #styles(): TranscriptStyles {
    return (this.#made ??= transcriptStyles(this.#extension));
  }

  #paintAll(uri: vscode.Uri): void {
    const key = uri.toString();
    for (const editor of vscode.window.visibleTextEditors) {
      if (editor.document.uri.toString() === key) this.#paint(editor);
    }
  }

  #paint(editor: vscode.TextEditor): void {
    const transcript = this.#files.at(editor.document.uri);
    if (transcript === undefined) return;
    this.#paintRuler(editor, transcript);
    this.#paintVisible(editor, transcript);
  }

  #paintRuler(editor: vscode.TextEditor, { text, session }: Transcript): void {
    const { opened } = session;
    if (opened === undefined) return;
    const highlights = new Map(opened.slice.highlights.map(each => [each.seq, each.ranges]));
    for (const ring of lineRings) {
      const ranges = opened.slice.rings.flatMap((each, seq) => {
        const heading = text.headings[seq];
        if (each !== ring || heading === undefined) return [];
        const marked = (highlights.get(seq) ?? []).map(range => toRange(spanOf(text, seq, range)));
        return marked.length > 0 ? marked : [new vscode.Range(heading, 0, heading, 0)];
      });
      editor.setDecorations(this.#styles.ruler[ring], ranges);
    }
  }

  #paintVisible(editor: vscode.TextEditor, transcript: Transcript): void {
    const { text, session } = transcript;
    const { opened } = session;
    if (opened === undefined) return;
    const { first, last } = visibleSteps(editor, transcript);
    const inSight = (seq: Seq): boolean => first <= seq && seq <= last;
    const highlights = opened.slice.highlights.filter(({ seq }) => inSight(seq));
    const edges = new Map(
      opened.slice.edges
        .filter(({ generated }) => inSight(generated))
        .map(edge => [edge.generated, edge]),
    );

    for (const ring of textRings) {
      const ranges = highlights.flatMap(each =>
        each.ring === ring
          ? each.ranges.flatMap(range => byLine(toRange(spanOf(text, each.seq, range)), editor))
          : [],
      );
      editor.setDecorations(this.#styles.text[ring], ranges);
    }
    const lines = new Map(lineRings.map(ring => [ring as string, new Set<number>()]));
    const numbers: vscode.Range[] = [];
    const headings: vscode.Range[] = [];
    const after: vscode.DecorationOptions[] = [];
    for (let seq = first; seq <= last; seq++) {
      const line = text.headings[seq];
      const ring = opened.slice.rings[seq];
      if (line === undefined || ring === undefined || line >= editor.document.lineCount) continue;
      const heading = editor.document.lineAt(line).range;
      const name = `#${seq}`.length;
      numbers.push(heading.with(undefined, heading.start.translate(0, name)));
      headings.push(heading.with(heading.start.translate(0, name)));
      lines.get(ring)?.add(line);
      const words = headingWords(ring, edges.get(seq), vscode.l10n.t);
      if (words !== undefined) {
        after.push({
          range: heading.with(heading.end),
          renderOptions: { after: { contentText: words, color: afterColor(ring) } },
        });
      }
    }
    for (const { seq, ring, ranges } of highlights) {
      for (const range of ranges) {
        const { start, end } = spanOf(text, seq, range);
        for (let line = start.line; line <= end.line && line < editor.document.lineCount; line++) {
          if (!editor.document.lineAt(line).isEmptyOrWhitespace) lines.get(ring)?.add(line);
        }
      }
    }
    for (const ring of lineRings) {
      const ranges = [...(lines.get(ring) ?? [])].map(line => new vscode.Range(line, 0, line, 0));
      editor.setDecorations(this.#styles.line[ring], ranges);
    }
    editor.setDecorations(this.#styles.number, numbers);
    editor.setDecorations(this.#styles.heading, headings);
    editor.setDecorations(this.#styles.after, after);
  }
}

function visibleSteps(editor: vscode.TextEditor, { text }: Transcript): { first: Seq; last: Seq } {
  const ranges = editor.visibleRanges;
  const top = Math.min(...ranges.map(range => range.start.line));
  const bottom = Math.max(...ranges.map(range => range.end.line));
  const end = text.headings.length - 1;
  const first = Number.isFinite(top) ? (stepAtLine(text, top) ?? 0) : 0;
  const last = Number.isFinite(bottom) ? (stepAtLine(text, bottom) ?? end) : end;
  return { first: Math.max(0, first - margin), last: Math.min(end, last + margin) };
}

/** One range per line, without the white space at its ends: a tint over indentation reads as a mistake. */
function byLine(range: vscode.Range, editor: vscode.TextEditor): vscode.Range[] {
  const ranges: vscode.Range[] = [];
  const last = Math.min(range.end.line, editor.document.lineCount - 1);
  for (let line = range.start.line; line <= last; line++) {
    const { text, range: whole, firstNonWhitespaceCharacterIndex } = editor.document.lineAt(line);
    const start =
      line === range.start.line ? range.start.character : firstNonWhitespaceCharacterIndex;
    const end = line === range.end.line ? range.end.character : text.trimEnd().length;
    if (start < end && end <= whole.end.character) {
      ranges.push(new vscode.Range(line, start, line, end));
    }
  }
  return ranges;
}
