/** Something about a recording that its reader should know: a line that was skipped, a value that was odd. */
export interface Diagnostic {
  /** 1-based line of the file, where there is one. */
  readonly line: number | undefined;
  /** One sentence: what is wrong and what became of it. */
  readonly message: string;
}
