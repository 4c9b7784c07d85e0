import { describe, expect, it } from 'vitest';
import { parseJson } from '../../../src/formats/jsonText.ts';
import { redactor } from '../../../src/recorder/redact.ts';
import { mutatedFrame, mutatedLine } from '../../fixtures/mcp/mutate.ts';
import { seeded } from '../../fixtures/random.ts';
import { header, open } from './read.ts';

// The same on 100,000 lines: npm run fuzz.
describe('mutated recordings', () => {
  it('open, whatever their lines hold', () => {
    const random = seeded(1);
    for (let file = 0; file < 40; file++) {
      const lines = Array.from({ length: 100 }, () => mutatedLine(random));
      const { session } = open([header, ...lines].join('\n'));
      expect(session.steps.map(step => step.seq)).toEqual(session.steps.map((_, index) => index));
      expect(new Set(session.steps.map(step => step.sourceId)).size).toBe(session.steps.length);
    }
  });

  it('stay JSON when secrets in them are masked', () => {
    const random = seeded(2);
    const redaction = redactor({}, ['content', 'working']);
    for (let n = 0; n < 3000; n++) {
      const secret = `{"password":"p\\\\\\"w","a":"Bearer ${'x'.repeat(20)}","b":${JSON.stringify(mutatedFrame(random))}}`;
      expect(parseJson(redaction.clean(secret).text)).toBeDefined();
    }
  });
});
