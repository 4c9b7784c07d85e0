import { count, Diagnostics } from './diagnostics.ts';
import type { Format } from './format.ts';
import { areMessages } from './message.ts';
import { readMessages } from './messageList.ts';
import type { Source } from './source.ts';

/** Results of tau-bench: one entry per task, each with its trajectory as OpenAI messages. */
export const tauBench: Format<'tau-bench'> = {
  name: 'tau-bench',
  title: 'tau-bench files',
  detect: source => runsOf(source) !== undefined,

  read: (source, { index = 0 }) => {
    const runs = runsOf(source) ?? [];
    const run = runs[index];
    if (run === undefined) {
      const message = `${source.label} has no session ${index}: it holds ${count(runs.length, 'session')}, counted from 0.`;
      return { ok: false, message };
    }
    const diagnostics = new Diagnostics();
    if (runs.length > 1) {
      const others = count(runs.length - 1, 'other session');
      diagnostics.add(undefined, `Only session ${index} of the file is shown; it holds ${others}.`);
    }
    return readMessages(run.traj, source, diagnostics, `${source.title}, task ${run.task}`);
  },
};

interface Run {
  readonly task: string;
  readonly traj: readonly unknown[];
}

function runsOf(source: Source): readonly Run[] | undefined {
  const document = source.document();
  const entries: readonly unknown[] = Array.isArray(document) ? document : [document];
  const runs = entries.flatMap(entry => runOf(entry) ?? []);
  return runs.length > 0 && runs.length * 2 > entries.length ? runs : undefined;
}

function runOf(entry: unknown): Run | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const { task_id: task, traj } = entry as { task_id?: unknown; traj?: unknown };
  if (!Array.isArray(traj) || (typeof task !== 'number' && typeof task !== 'string'))
    return undefined;
  return traj.length === 0 || areMessages(traj) ? { task: String(task), traj } : undefined;
}
