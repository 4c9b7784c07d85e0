import { Diagnostics } from './diagnostics.ts';
import type { Format } from './format.ts';
import { areMessages } from './message.ts';
import { readMessages } from './messageList.ts';
import type { Source } from './source.ts';

/** A Who&When session: a `history` of messages beside the question and the annotated mistake. */
export const whoAndWhen: Format<'who-and-when'> = {
  name: 'who-and-when',
  title: 'Who&When files',
  detect: source => historyOf(source) !== undefined,
  read: source => readMessages(historyOf(source) ?? [], source, new Diagnostics()),
};

const signs = ['question', 'mistake_agent', 'mistake_step', 'ground_truth', 'question_ID'];

function historyOf(source: Source): readonly unknown[] | undefined {
  const document = source.document();
  if (typeof document !== 'object' || document === null) return undefined;
  const { history } = document as { history?: unknown };
  if (!Array.isArray(history) || !signs.some(sign => Object.hasOwn(document, sign)))
    return undefined;
  return history.length === 0 || areMessages(history) ? history : undefined;
}
