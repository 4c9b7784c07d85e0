import { plainLabel } from './plain.ts';
import type { Translate } from './words.ts';
import { number } from './words.ts';

/** A model as people know it. */
export interface ModelName {
  readonly name: string;
  readonly vendor: string;
}

/** What asking came to. */
export interface CheckTally {
  /** Steps there were to ask about; some answers may have been known before. */
  readonly steps: number;
  readonly yes: number;
  readonly no: number;
  readonly unverified: number;
  readonly failed: number;
  /** Not asked: cancelled, or nothing more could be asked. */
  readonly left: number;
  /** The first thing that went wrong. */
  readonly problem: string | undefined;
}

const stepsWords = (steps: number, t: Translate): string =>
  steps === 1 ? t('1 step') : t('{0} steps', number(steps));

/** What leaves the machine, to whom, and what it costs: said before anything is sent. */
export const consentWords = (
  model: ModelName,
  cost: { readonly requests: number; readonly tokens: number; readonly left: number },
  t: Translate,
): { readonly title: string; readonly detail: string } => ({
  title:
    cost.left === 0
      ? t('Ask {0} about {1}?', plainLabel(model.name, 80), stepsWords(cost.requests, t))
      : t(
          'Ask {0} about {1} of {2} steps?',
          plainLabel(model.name, 80),
          number(cost.requests),
          number(cost.requests + cost.left),
        ),
  detail: t(
    'Sent to {0} ({1}), which VS Code provides: the text you marked, what carries it on, and the output of each of these steps. {2}, about {3} tokens; this may use up quota or cost money. Recorded text may hold secrets.\n\nNothing else is sent. The answers stay on this machine, and the recording is not changed.',
    plainLabel(model.name, 80),
    plainLabel(model.vendor, 80),
    cost.requests === 1 ? t('1 request') : t('{0} requests', number(cost.requests)),
    number(cost.tokens),
  ),
});

/** `12 steps: 2 used it, 9 did not, 1 quote is not there.` */
export function tallyWords(model: ModelName, tally: CheckTally, t: Translate): string {
  const name = plainLabel(model.name, 80);
  const parts = [
    tally.yes > 0 ? t('{0} used it', number(tally.yes)) : '',
    tally.no > 0 ? t('no use found in {0}', number(tally.no)) : '',
    tally.unverified > 0
      ? t('{0} said to use it, but what {1} quotes is not there', number(tally.unverified), name)
      : '',
    tally.failed > 0 ? t('{0} without an answer', number(tally.failed)) : '',
    tally.left > 0 ? t('{0} not asked', number(tally.left)) : '',
  ].filter(part => part !== '');
  const sentence = t('{0} on {1}: {2}.', name, stepsWords(tally.steps, t), parts.join(', '));
  return tally.problem === undefined ? sentence : `${sentence} ${tally.problem}`;
}

/** Why a model did not answer, in plain words; `code` is that of a LanguageModelError. */
export function problemWords(
  model: ModelName,
  code: string | undefined,
  message: string,
  t: Translate,
): string {
  const name = plainLabel(model.name, 80);
  switch (code) {
    case 'NoPermissions':
      return t('Faultline may not use {0}. Allow it when VS Code asks, then ask again.', name);
    case 'Blocked':
      return t(
        '{0} takes no requests now, perhaps its quota is used up: {1}',
        name,
        plainLabel(message, 300),
      );
    case 'NotFound':
      return t('{0} is not there any more. Choose another model.', name);
    default:
      return t('{0} did not answer: {1}', name, plainLabel(message, 300));
  }
}

/** These concern every further request as well. */
export const endsAsking = (code: string | undefined): boolean =>
  code === 'NoPermissions' || code === 'Blocked' || code === 'NotFound';
