import { posix } from 'node:path';
import * as vscode from 'vscode';

export const transcriptScheme = 'faultline';

/** Address of a session's transcript: its tab reads `sample (transcript)`, its query says of which file. */
export function transcriptUri(session: vscode.Uri): vscode.Uri {
  const { name } = posix.parse(session.path);
  return vscode.Uri.from({
    scheme: transcriptScheme,
    path: `/${name} (transcript)`,
    query: session.toString(),
  });
}

/** The session file that a transcript shows. Throws for an address that names none. */
export function sessionUri(transcript: vscode.Uri): vscode.Uri {
  if (transcript.query === '') throw vscode.FileSystemError.FileNotFound(transcript);
  return vscode.Uri.parse(transcript.query, true);
}
