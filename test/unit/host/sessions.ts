import { SessionBuilder } from '../../../src/core/session/builder.ts';
import type { StepDraft } from '../../../src/core/session/builder.ts';
import type { Session } from '../../../src/core/session/session.ts';

const text = (agent: string, content: string, more: Partial<StepDraft> = {}): StepDraft => ({
  sourceId: `${agent}-${content.length}`,
  agent,
  kind: 'assistant',
  parts: [{ kind: 'text', text: content }],
  ...more,
});

/** Steps with everything that makes lines and offsets hard: all line breaks, empty and opaque outputs, NUL, emoji. */
export function awkwardSession(): Session {
  const builder = new SessionBuilder({ id: 'awkward', title: 'Awkward' });
  const drafts: readonly StepDraft[] = [
    text('user', 'One line.', { kind: 'user' }),
    text('writer (draft)', 'first\r\nsecond\rthird\n\n  fourth 🏔️ line\r\n'),
    text('silent', ''),
    text('imitator', '#1 writer\n\n#2 silent\n'),
    text('binary\nname', 'before\0after'),
    {
      ...text('caller', ''),
      to: ['reviewer'],
      parts: [
        { kind: 'text', text: 'I look it up.' },
        { kind: 'tool_call', callId: 'c1', tool: 'web/search', arguments: '{"q":"a\\nb"}' },
      ],
    },
    { ...text('camera', ''), parts: [{ kind: 'blob', mimeType: 'image/png', bytes: 12 }] },
  ];
  for (const draft of drafts) builder.append(draft);
  return builder.session();
}
