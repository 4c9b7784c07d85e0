import * as vscode from 'vscode';
import type { Span } from './transcriptMap.ts';

export const toRange = ({ start, end }: Span): vscode.Range =>
  new vscode.Range(start.line, start.character, end.line, end.character);
