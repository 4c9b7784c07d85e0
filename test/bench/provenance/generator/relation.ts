/** How a piece of an output came out of an earlier one. */
export const relations = [
  /** The value stands in the arguments of a tool call. */
  'argument',
  /** A whole sentence, word for word. */
  'quote',
  /** The value, written as it was, in another sentence. */
  'value',
  /** A number of one or two digits, written as it was: too common to tell by itself. */
  'smallValue',
  /** The same value written in another way: 1234500 → 1.2345 million, 2026-05-03 → 3 May 2026. */
  'reformat',
  /** Seven to twelve words of a longer sentence. */
  'partial',
  /** Inside a JSON string that is itself in a JSON string: line breaks and quotes are escaped. */
  'jsonEscaped',
  /** In another unit: km → m, days → hours. */
  'unit',
  /** Sum, difference, ratio, percent change, count, or rounding. */
  'arithmetic',
  /** Other words, the name kept. */
  'paraphraseNamed',
  /** Other words, no name. */
  'paraphraseBlind',
  /** In another language. */
  'translation',
  /** Only the choice of what to do next rests on it. */
  'decision',
  /** Says that a value is wrong, and which is right. */
  'correction',
  /** The result of code or of a call whose arguments hold it. */
  'execution',
  /** New code or a new call that mends an error. */
  'retry',
  /** Read back from a file or a memory key it was written to. */
  'state',
  /**
   * Whether it rests on it is anybody's guess, and is not scored, nor is what rests on it in turn: "ok, 214 bytes
   * written"; an error that another line caused; the right value in a correction of the wrong one.
   */
  'undecided',
] as const;

export type Relation = (typeof relations)[number];
