import type { StepKind } from '../core/session/step.ts';
import type { Message } from './message.ts';

/** Who a message comes from, and whom it addresses. */
export interface Speaker {
  readonly kind: StepKind;
  readonly agent: string;
  readonly to: readonly string[];
}

const roles: ReadonlyMap<string, StepKind> = new Map([
  ['user', 'user'],
  ['human', 'user'],
  ['humanmessage', 'user'],
  ['assistant', 'assistant'],
  ['ai', 'assistant'],
  ['aimessage', 'assistant'],
  ['aimessagechunk', 'assistant'],
  ['model', 'assistant'],
  ['tool', 'tool'],
  ['toolmessage', 'tool'],
  ['function', 'tool'],
  ['system', 'system'],
  ['systemmessage', 'system'],
  ['developer', 'system'],
]);

/** Names under which frameworks record the person, or whoever stands for the person. */
const people: ReadonlySet<string> = new Set(
  'user human userproxy userproxyagent humanproxy customer client main person enduser'.split(' '),
);

const plainName = (name: string): string => name.toLowerCase().replace(/[\s_\-.]/gu, '');

const isPerson = (name: string): boolean => people.has(plainName(name));

const roleText = (message: Message): string | undefined =>
  message.role ?? message.type ?? undefined;

/** What the role field says; undefined where it names the speaker itself, as in `"role": "Orchestrator"`. */
const roleOf = (message: Message): StepKind | undefined =>
  roles.get((roleText(message) ?? 'assistant').toLowerCase());

/** "Orchestrator (-> WebSurfer)" → Orchestrator, to WebSurfer. Any other qualifier stays with the name. */
function splitAddress(name: string): { name: string; to: string | undefined } {
  const match = /^(.*\S)\s*\(\s*(?:->|→|to:)\s*([^()]+?)\s*\)$/u.exec(name.trim());
  return { name: match?.[1] ?? name.trim(), to: match?.[2] };
}

/**
 * Says who speaks in each message of one conversation. The role field alone does not: in a group chat it is seen from one
 * agent's side, so "user" stands for every other agent, and "system" for a framework's last word.
 */
export function speakersOf(messages: readonly Message[]): readonly Speaker[] {
  const named = (kind: StepKind): Set<string> =>
    new Set(messages.flatMap(each => (roleOf(each) === kind && each.name ? [each.name] : [])));
  const assistants = named('assistant');
  const users = named('user');
  const groupChat =
    assistants.size > 0 ||
    messages.some(each => roleOf(each) === undefined) ||
    (users.size > 1 && !messages.some(each => roleOf(each) === 'assistant'));
  const opening = messages.findIndex(each => roleOf(each) !== 'system');

  const kindOf = (message: Message, index: number): StepKind => {
    const role = roleOf(message);
    const { name } = message;
    if (role === undefined) return isPerson(roleText(message) ?? '') ? 'user' : 'assistant';
    if (!name) return role;
    if (role === 'user') {
      if (isPerson(name)) return 'user';
      if (assistants.has(name)) return 'assistant';
      return groupChat && index !== opening ? 'assistant' : 'user';
    }
    // Behind the opening, a system message with a name of its own is that agent's word, not a prompt.
    if (role === 'system' && index > opening && opening >= 0 && !roles.has(name.toLowerCase())) {
      return 'assistant';
    }
    return role;
  };

  return messages.map((message, index) => {
    const kind = kindOf(message, index);
    const to = message.to ?? [];
    const addressed = typeof to === 'string' ? [to] : to;
    if (kind === 'system') {
      // A prompt is given to an agent; it is not that agent's output.
      const prompted = message.name && assistants.has(message.name) ? [message.name] : [];
      const agent = prompted.length > 0 ? undefined : message.name;
      return { kind, agent: agent || 'system', to: [...addressed, ...prompted] };
    }
    const { name, to: addressee } = splitAddress(message.name || fallbackName(message, kind));
    return {
      kind,
      agent: name,
      to:
        addressee === undefined || addressed.includes(addressee)
          ? addressed
          : [...addressed, addressee],
    };
  });
}

/** A role that speaks for itself is the name; LangChain's types are not words for people to read. */
function fallbackName(message: Message, kind: StepKind): string {
  if (message.role && message.role.toLowerCase() !== 'function') return message.role;
  return kind;
}
