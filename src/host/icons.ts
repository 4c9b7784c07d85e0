import * as vscode from 'vscode';
import type { Ring } from '../core/propagation/slice.ts';

const drawn: Record<Ring, string> = {
  wrong: 'wrong',
  unsure: 'unsure',
  verified: 'verified',
  traced: 'traced',
  suspect: 'suspect',
  exposed: 'exposed',
  notProven: 'exposed',
  clean: 'clean',
};

/** The swatch of a ring, for dark and for light themes. */
export const ringIcon = (
  extension: vscode.Uri,
  ring: Ring,
): { readonly dark: vscode.Uri; readonly light: vscode.Uri } => ({
  dark: vscode.Uri.joinPath(extension, 'media', 'rings', `${drawn[ring]}-dark.svg`),
  light: vscode.Uri.joinPath(extension, 'media', 'rings', `${drawn[ring]}-light.svg`),
});
