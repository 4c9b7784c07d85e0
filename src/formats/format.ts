import type { Diagnostic } from '../core/session/diagnostic.ts';
import type { Session } from '../core/session/session.ts';
import type { Source } from './source.ts';

export interface ReadOptions {
  /** Which of several sessions in one file, from 0. */
  readonly index?: number | undefined;
}

export type Reading =
  | { readonly ok: true; readonly session: Session; readonly diagnostics: readonly Diagnostic[] }
  /** One sentence or two: the file, the place, what to do. */
  | { readonly ok: false; readonly message: string };

/** A file format. Detection looks at content, never at the name. */
export interface Format<Name extends string = string> {
  readonly name: Name;
  /** In the plural, as in "Faultline reads …". */
  readonly title: string;
  detect(source: Source): boolean;
  read(source: Source, options: ReadOptions): Reading;
}
