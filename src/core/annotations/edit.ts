import type { MarkId } from '../session/ids.ts';
import type { Annotations, Mark, Override } from './mark.ts';

/** One change to the annotations. Every edit has an inverse, so undo needs no snapshots. */
export type Edit =
  | { readonly kind: 'putMark'; readonly mark: Mark; readonly index?: number | undefined }
  | { readonly kind: 'removeMark'; readonly id: MarkId }
  | {
      readonly kind: 'putOverride';
      readonly override: Override;
      readonly index?: number | undefined;
    }
  | { readonly kind: 'removeOverride'; readonly generated: string; readonly used: string };

export interface Edited {
  readonly annotations: Annotations;
  /** The edit that leads back; undefined if nothing changed. */
  readonly inverse: Edit | undefined;
}

/** Applies an edit. Putting a mark whose id exists replaces it in place; removing what is not there changes nothing. */
export function applyEdit(annotations: Annotations, edit: Edit): Edited {
  switch (edit.kind) {
    case 'putMark': {
      const at = annotations.marks.findIndex(mark => mark.id === edit.mark.id);
      const old = annotations.marks[at];
      const marks = [...annotations.marks];
      if (old === undefined) marks.splice(edit.index ?? marks.length, 0, edit.mark);
      else marks[at] = edit.mark;
      return {
        annotations: { ...annotations, marks },
        inverse:
          old === undefined
            ? { kind: 'removeMark', id: edit.mark.id }
            : { kind: 'putMark', mark: old },
      };
    }
    case 'removeMark': {
      const index = annotations.marks.findIndex(mark => mark.id === edit.id);
      const old = annotations.marks[index];
      if (old === undefined) return { annotations, inverse: undefined };
      return {
        annotations: { ...annotations, marks: annotations.marks.filter(mark => mark !== old) },
        inverse: { kind: 'putMark', mark: old, index },
      };
    }
    case 'putOverride': {
      const at = annotations.overrides.findIndex(each => sameEdge(each, edit.override));
      const old = annotations.overrides[at];
      const overrides = [...annotations.overrides];
      if (old === undefined) overrides.splice(edit.index ?? overrides.length, 0, edit.override);
      else overrides[at] = edit.override;
      const { generated, used } = edit.override;
      return {
        annotations: { ...annotations, overrides },
        inverse:
          old === undefined
            ? { kind: 'removeOverride', generated, used }
            : { kind: 'putOverride', override: old },
      };
    }
    case 'removeOverride': {
      const index = annotations.overrides.findIndex(each => sameEdge(each, edit));
      const old = annotations.overrides[index];
      if (old === undefined) return { annotations, inverse: undefined };
      return {
        annotations: {
          ...annotations,
          overrides: annotations.overrides.filter(each => each !== old),
        },
        inverse: { kind: 'putOverride', override: old, index },
      };
    }
  }
}

const sameEdge = (
  a: { readonly generated: string; readonly used: string },
  b: { readonly generated: string; readonly used: string },
): boolean => a.generated === b.generated && a.used === b.used;
