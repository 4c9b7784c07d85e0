import { describe, expect, it } from 'vitest';
import { link } from '../../../src/core/provenance/link.ts';
import { allWords, tellingWords, Vocabulary } from '../../../src/core/provenance/vocabulary.ts';
import { stepAt } from '../../../src/core/session/session.ts';
import { sessionOf, type Said } from '../../fixtures/sessions.ts';

function similarities(said: readonly Said[], seq: number): string[] {
  const session = sessionOf(said);
  const text = (at: number, { start, end }: { start: number; end: number }): string =>
    stepAt(session, at).output.text.slice(start, end);
  return [...link(session).similar.of(seq, () => true)].map(
    ({ used, from, to }) => `#${used} ${text(used, from)} ~ ${text(seq, to)}`,
  );
}

describe('similar wording', () => {
  const harbour = 'The harbour at Esbjerg closes for dredging in March.';
  const said: Said[] = [
    { agent: 'a', text: `${harbour} Ticket prices stay the same.` },
    { agent: 'b', text: 'Gulls nest on every chimney in town.' },
    { agent: 'c', text: 'Because of dredging, Esbjerg harbour will be closed in March.' },
  ];

  it('is found sentence by sentence, with both ranges', () => {
    expect(similarities(said, 2)).toEqual([`#0 ${harbour} ~ ${said[2]?.text}`]);
  });

  it('is not found in what a step did not have', () => {
    const recorded = said.map((each, at) => ({ ...each, had: at === 2 ? ['m1'] : [] }));
    expect(similarities(recorded, 2)).toEqual([]);
  });

  it('takes no more than the three most similar steps', () => {
    const others = Array.from({ length: 40 }, (_, n) => ({ agent: 'a', text: `Page ${n} of it.` }));
    const notices = [1, 2, 3, 4, 5].map(() => ({ agent: 'a', text: harbour }));
    const found = similarities([...others, ...notices, { agent: 'c', text: harbour }], 45);
    expect(found.map(each => each.slice(0, 3))).toEqual(['#44', '#43', '#42']);
  });
});

describe('the vocabulary', () => {
  it('knows which steps hold a word, JSON keys included, newest first', () => {
    const vocabulary = new Vocabulary();
    const texts = ['{"total_baggages": 3}', 'No word of it', 'total_baggages and total_baggages'];
    texts.forEach((text, seq) => vocabulary.add(seq, text));
    const [word] = tellingWords(allWords('baggages')).keys();
    const found: number[] = [];
    expect(vocabulary.stepsWith(word ?? 0)).toBe(2);
    expect(vocabulary.eachAfter(word ?? 0, -1, seq => found.push(seq))).toBe(2);
    expect(found).toEqual([2, 0]);
    expect(vocabulary.eachAfter(word ?? 0, 0, () => undefined)).toBe(1);
  });

  it('counts telling words only, in a range', () => {
    const text = 'The harbour of the harbour town';
    expect([...tellingWords(allWords(text)).values()]).toEqual([2, 1]);
    expect([...tellingWords(allWords(text), { start: 0, end: 11 }).values()]).toEqual([1]);
  });
});
