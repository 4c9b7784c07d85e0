import { writeFile } from 'node:fs/promises';
import { count } from '../formats/diagnostics.ts';
import { unlabelled, writeLabels } from '../formats/labels.ts';
import { annotationsIn } from './affected.ts';
import type { Opened } from './input.ts';
import { InputError } from './input.ts';
import { complain, print } from './output.ts';

/** Writes marks and overrides of a session as labels; `-` is standard output. What fits no step is counted. */
export async function exportLabels(opened: Opened, marks: string, out: string): Promise<void> {
  const { file, session } = opened;
  const annotations = await annotationsIn(marks);
  if (annotations.marks.length + annotations.overrides.length === 0) {
    throw new InputError(`${marks}: holds no marks. Mark an output first.`);
  }
  const text = writeLabels(session, annotations, file);
  const left = unlabelled(session, annotations);
  const lost = left.marks.length + left.overrides.length;
  if (lost > 0) {
    complain(`${marks}: ${count(lost, 'mark or override')} fit no step of ${file}, left out.`);
  }
  if (out === '-') {
    print(text.trimEnd());
    return;
  }
  try {
    await writeFile(out, text);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new InputError(`${out}: cannot be written (${code ?? message}). Name another file.`);
  }
}
