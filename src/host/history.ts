import { applyEdit } from '../core/annotations/edit.ts';
import type { Edit } from '../core/annotations/edit.ts';
import type { Annotations } from '../core/annotations/mark.ts';

/** Annotations and the edits that lead back and forth again. */
export interface History {
  readonly annotations: Annotations;
  readonly undo: readonly Edit[];
  readonly redo: readonly Edit[];
}

const most = 200;

export const historyOf = (annotations: Annotations): History => ({
  annotations,
  undo: [],
  redo: [],
});

/** Does an edit: what could be redone is gone. An edit that changes nothing leaves the history as it is. */
export function does(history: History, edit: Edit): History {
  const { annotations, inverse } = applyEdit(history.annotations, edit);
  if (inverse === undefined) return history;
  return { annotations, undo: [...history.undo, inverse].slice(-most), redo: [] };
}

export function undone(history: History): History {
  const edit = history.undo.at(-1);
  if (edit === undefined) return history;
  const undo = history.undo.slice(0, -1);
  const { annotations, inverse } = applyEdit(history.annotations, edit);
  // The mark may be gone since, taken away from outside: then this step has nothing left to take back.
  if (inverse === undefined) return undone({ ...history, undo });
  return { annotations, undo, redo: [...history.redo, inverse] };
}

export function redone(history: History): History {
  const edit = history.redo.at(-1);
  if (edit === undefined) return history;
  const redo = history.redo.slice(0, -1);
  const { annotations, inverse } = applyEdit(history.annotations, edit);
  if (inverse === undefined) return redone({ ...history, redo });
  return { annotations, undo: [...history.undo, inverse], redo };
}
