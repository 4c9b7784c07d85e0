import type { GroupRow } from './affectedRows.ts';
import { plainLabel } from './plain.ts';
import { agentName, number } from './words.ts';
import type { Viewed } from './words.ts';

/** What must be done again, as a Markdown checklist to paste: calls of tools first, they have effects outside. */
export function checklist({ graph }: Viewed, groups: readonly GroupRow[]): string {
  const steps = groups
    .flatMap(group => group.steps)
    .filter(({ ring }) => ring === 'wrong' || ring === 'traced' || ring === 'suspect')
    .sort((a, b) => a.seq - b.seq);
  const isCall = (seq: number): boolean => graph.steps[seq]?.shape === 'call';
  return [...steps.filter(({ seq }) => isCall(seq)), ...steps.filter(({ seq }) => !isCall(seq))]
    .map(({ seq, ring, description }) => {
      const to = graph.steps[seq]?.to ?? [];
      const who = [
        agentName(graph, seq),
        ...(isCall(seq) ? [`→ ${to.map(name => plainLabel(name, 80)).join(', ')}`] : []),
      ].join(' ');
      return `- [ ] #${number(seq)} ${asText(`${who} (${ring}): ${description.replace(/\s+/gu, ' ')}`)}\n`;
    })
    .join('');
}

/** Recorded text in Markdown: nothing in it is markup. */
const asText = (text: string): string => text.replace(/[\\`*_<>[\]]/gu, '\\$&');
