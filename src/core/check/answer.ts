import type { Range } from '../session/range.ts';
import { meets } from '../session/range.ts';
import type { Session } from '../session/session.ts';
import { stepAt } from '../session/session.ts';
import { findQuotes } from './findQuotes.ts';
import type { Passage, Question } from './question.ts';

/** What a model said of one step, after its quotes were looked up. Only `used` is evidence. */
export type Finding =
  | {
      readonly kind: 'used';
      readonly passage: Passage;
      /** What it used, in the output that holds the passage, and where in its own output. */
      readonly from: Range;
      readonly to: Range;
    }
  | { readonly kind: 'notUsed' }
  /** It said yes, but what it quotes is not there. */
  | {
      readonly kind: 'unverified';
      readonly quoteMarked: string;
      readonly quoteStep: string;
      readonly missing: 'marked' | 'step' | 'both';
    }
  /** It did not answer what was asked. */
  | { readonly kind: 'unreadable'; readonly text: string };

/** Reads a model's answer to a question, and looks its quotes up: in the output, and where they meet a passage. */
export function readAnswer(session: Session, question: Question, text: string): Finding {
  const answer = parseAnswer(text);
  if (answer === undefined) return { kind: 'unreadable', text };
  if (!answer.used) return { kind: 'notUsed' };
  const { quoteMarked, quoteStep } = answer;
  const marked = findPassage(session, question, quoteMarked);
  const [to] = findQuotes(stepAt(session, question.seq).output.text, quoteStep);
  if (marked !== undefined && to !== undefined) return { kind: 'used', ...marked, to };
  const missing = marked !== undefined ? 'step' : to !== undefined ? 'marked' : 'both';
  return { kind: 'unverified', quoteMarked, quoteStep, missing };
}

/** The first passage that the quote meets: it may begin or end beside what was marked, but not miss it. */
function findPassage(
  session: Session,
  { passages }: Question,
  quote: string,
): { readonly passage: Passage; readonly from: Range } | undefined {
  for (const passage of passages) {
    const places = findQuotes(stepAt(session, passage.seq).output.text, quote);
    const from = places.find(range => meets(range, passage.range));
    if (from !== undefined) return { passage, from };
  }
  return undefined;
}

interface Answer {
  readonly used: boolean;
  readonly quoteMarked: string;
  readonly quoteStep: string;
}

/** Models that think aloud may write braces before they answer: so many are tried. */
const mostTries = 50;

/** The JSON object that ends an answer, bare or within a code fence or after other words; nothing but the agreed shape. */
function parseAnswer(text: string): Answer | undefined {
  const end = text.lastIndexOf('}') + 1;
  let start = text.indexOf('{');
  for (let tries = 0; start >= 0 && start < end && tries < mostTries; tries++) {
    const answer = answerIn(text.slice(start, end));
    if (answer !== undefined) return answer;
    start = text.indexOf('{', start + 1);
  }
  return undefined;
}

function answerIn(json: string): Answer | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { used, quote_marked, quote_step } = value as Record<string, unknown>;
  if (typeof used !== 'boolean') return undefined;
  // A "no" needs no quotes, and some models leave them out.
  if (!used) return { used, quoteMarked: '', quoteStep: '' };
  if (typeof quote_marked !== 'string' || typeof quote_step !== 'string') return undefined;
  return { used, quoteMarked: quote_marked, quoteStep: quote_step };
}
