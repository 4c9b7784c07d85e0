import { expect, it } from 'vitest';
import { sidecarName, sidecarPlace } from '../../../src/host/sidecarPlace.ts';
import type { SidecarFacts } from '../../../src/host/sidecarPlace.ts';

const facts: SidecarFacts = {
  sessionPath: '/ws/runs/sample.faultline',
  existsBeside: false,
  folderWritable: true,
  insideWorkspace: true,
  marksRoot: { kind: 'workspace', path: '/ws' },
  fingerprint: '0123456789abcdef',
};
const byContent = { root: 'marks', path: '/ws/.faultline/marks/0123456789abcdef.marks.json' };

it('names the marks after the session', () => {
  expect(sidecarName('sample.faultline')).toBe('sample.marks.json');
  expect(sidecarName('log.2026.jsonl')).toBe('log.2026.marks.json');
});

it('keeps marks beside a session of the workspace', () => {
  expect(sidecarPlace(facts)).toEqual({ root: 'session', path: '/ws/runs/sample.marks.json' });
});

it('keeps marks by content where the folder is read-only or outside the workspace', () => {
  expect(sidecarPlace({ ...facts, folderWritable: false })).toEqual(byContent);
  const outside = { ...facts, sessionPath: '/home/me/.claude/x.jsonl', insideWorkspace: false };
  expect(sidecarPlace(outside)).toEqual(byContent);
});

it('stays with marks that already lie beside a session outside the workspace', () => {
  const place = sidecarPlace({ ...facts, insideWorkspace: false, existsBeside: true });
  expect(place.path).toBe('/ws/runs/sample.marks.json');
});

it('without a workspace keeps marks beside the session, or in the storage of the extension', () => {
  const single: SidecarFacts = {
    ...facts,
    insideWorkspace: false,
    marksRoot: { kind: 'storage', path: '/storage' },
  };
  expect(sidecarPlace(single).path).toBe('/ws/runs/sample.marks.json');
  expect(sidecarPlace({ ...single, folderWritable: false })).toEqual({
    root: 'marks',
    path: '/storage/marks/0123456789abcdef.marks.json',
  });
});
