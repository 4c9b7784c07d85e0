import * as vscode from 'vscode';
import type { StepShape } from '../core/view/graph.ts';
import { plainLabel } from './plain.ts';
import type { TranscriptFiles } from './transcriptFiles.ts';
import { bodyLines } from './transcriptMap.ts';
import { agentName } from './words.ts';

const symbols: Record<StepShape, vscode.SymbolKind> = {
  user: vscode.SymbolKind.Key,
  message: vscode.SymbolKind.String,
  call: vscode.SymbolKind.Event,
  result: vscode.SymbolKind.Method,
  system: vscode.SymbolKind.Constant,
};

/** Steps as folding ranges: each output folds under its heading. */
export const transcriptFolding = (files: TranscriptFiles): vscode.FoldingRangeProvider => ({
  onDidChangeFoldingRanges: onChange(files),
  provideFoldingRanges(document) {
    const text = files.at(document.uri)?.text;
    if (text === undefined) return [];
    return Array.from(text.headings, (heading, seq) => {
      return new vscode.FoldingRange(heading, bodyLines(text, seq).last);
    });
  },
});

/** Steps as symbols: outline, breadcrumbs, sticky scroll, "Go to Symbol". */
export const transcriptSymbols = (files: TranscriptFiles): vscode.DocumentSymbolProvider => ({
  provideDocumentSymbols(document) {
    const transcript = files.at(document.uri);
    const opened = transcript?.session.opened;
    if (transcript === undefined || opened === undefined) return [];
    return opened.graph.steps.flatMap(step => {
      const heading = transcript.text.headings[step.seq];
      // The document may still be the one before a change.
      if (heading === undefined || heading >= document.lineCount) return [];
      const { last } = bodyLines(transcript.text, step.seq);
      return new vscode.DocumentSymbol(
        `#${step.seq} ${agentName(opened.graph, step.seq)}`,
        plainLabel(step.preview),
        symbols[step.shape],
        document.validateRange(new vscode.Range(heading, 0, last, Number.MAX_SAFE_INTEGER)),
        document.lineAt(heading).range,
      );
    });
  },
});

/** The same event, without saying which transcript changed. */
const onChange =
  (files: TranscriptFiles): vscode.Event<void> =>
  (listener, self: unknown, disposables) =>
    files.onDidChange(() => void listener.call(self), undefined, disposables);
