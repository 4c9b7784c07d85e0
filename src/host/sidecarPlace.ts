import { posix } from 'node:path';

/** What decides where the marks of a session file are kept. Paths are those of URIs: always with `/`. */
export interface SidecarFacts {
  readonly sessionPath: string;
  /** A file of marks already lies beside the session. */
  readonly existsBeside: boolean;
  readonly folderWritable: boolean;
  /** Path of the workspace folder that holds the session file. */
  readonly insideWorkspace: boolean;
  /** Folder of the workspace, or of the extension's own storage where no workspace is open. */
  readonly marksRoot: { readonly kind: 'workspace' | 'storage'; readonly path: string };
  /** First 16 hex digits of the SHA-256 of the session file. */
  readonly fingerprint: string;
}

export interface SidecarPlace {
  /** Where the path is to be read: on the session's file system, or on that of the marks root. */
  readonly root: 'session' | 'marks';
  readonly path: string;
}

/** `sample.faultline` → `sample.marks.json` */
export const sidecarName = (sessionName: string): string =>
  `${posix.parse(sessionName).name}.marks.json`;

/**
 * Beside the session file, so that marks travel with it; but a folder that is not ours to write to (read-only, or
 * outside the open workspace) gets nothing new: then the marks are kept by the content of the session.
 */
export function sidecarPlace(facts: SidecarFacts): SidecarPlace {
  const { sessionPath, marksRoot, fingerprint } = facts;
  const folder = posix.dirname(sessionPath);
  const noWorkspace = marksRoot.kind === 'storage';
  const beside = facts.existsBeside || facts.insideWorkspace || noWorkspace;
  if (facts.folderWritable && beside) {
    return { root: 'session', path: posix.join(folder, sidecarName(posix.basename(sessionPath))) };
  }
  const marks = marksRoot.kind === 'workspace' ? '.faultline/marks' : 'marks';
  return { root: 'marks', path: posix.join(marksRoot.path, marks, `${fingerprint}.marks.json`) };
}
