import type { Placed } from '../annotations/anchor.ts';
import { placeMarks } from '../annotations/anchor.ts';
import type { Annotations } from '../annotations/mark.ts';
import { noAnnotations } from '../annotations/mark.ts';
import type { Check, Checked } from '../check/findings.ts';
import { checkedDerivations, lastAnswers } from '../check/findings.ts';
import type { Question } from '../check/question.ts';
import { questions } from '../check/question.ts';
import type { Ground } from '../propagation/ground.ts';
import { forwardSlice } from '../propagation/forward.ts';
import type { Slice } from '../propagation/slice.ts';
import type { Provenance } from '../provenance/derivation.ts';
import { link } from '../provenance/link.ts';
import type { Diagnostic } from '../session/diagnostic.ts';
import type { Seq } from '../session/ids.ts';
import type { Segment } from '../session/segment.ts';
import { segments } from '../session/segment.ts';
import type { Session } from '../session/session.ts';
import { stepAt } from '../session/session.ts';
import { checkViews } from './checks.ts';
import type { DetailsView } from './details.ts';
import { detailsView } from './details.ts';
import type { GraphView } from './graph.ts';
import { graphView } from './graph.ts';
import type { SliceView } from './slice.ts';
import { sliceView } from './slice.ts';

/** One open session with what is derived from it: linked once, sliced anew for every change of the annotations. */
export class Analysis implements Ground {
  readonly session: Session;
  readonly provenance: Provenance;
  readonly #diagnostics: readonly Diagnostic[];
  readonly #segments = new Map<Seq, readonly Segment[]>();
  #placed: Placed = { placed: [], lost: [] };
  #annotations: Annotations = noAnnotations;
  #slice: Slice;
  #checks: readonly Check[] = [];
  #checked: Checked | undefined;

  constructor(session: Session, diagnostics: readonly Diagnostic[] = []) {
    this.session = session;
    this.#diagnostics = diagnostics;
    this.provenance = link(session);
    this.#slice = this.#reslice(noAnnotations);
  }

  readonly segmentsOf = (seq: Seq): readonly Segment[] => {
    const known = this.#segments.get(seq);
    if (known !== undefined) return known;
    const found = segments(stepAt(this.session, seq).output);
    this.#segments.set(seq, found);
    return found;
  };

  /** The slice of the current annotations. */
  get slice(): Slice {
    return this.#slice;
  }

  get placed(): Placed {
    return this.#placed;
  }

  get checks(): readonly Check[] {
    return this.#checks;
  }

  /** What language models have said, as evidence. */
  get checked(): Checked | undefined {
    return this.#checked;
  }

  graph(): GraphView {
    return graphView(this.session, this.provenance, this.#diagnostics);
  }

  /** Takes new annotations and says what they mean. */
  annotate(annotations: Annotations): SliceView {
    this.#slice = this.#reslice(annotations);
    return this.#view();
  }

  /** What a language model could be asked, given the marks. What it has said already makes no difference to it. */
  questions(): readonly Question[] {
    const { session, provenance, segmentsOf } = this;
    const { placed } = this.#placed;
    const ground = { session, provenance, segmentsOf };
    const slice =
      this.#checked === undefined
        ? this.#slice
        : forwardSlice(ground, placed, this.#annotations.overrides);
    return questions(session, slice, placed);
  }

  /** Takes all that language models have said, in order of asking, in place of what they said before. */
  takeChecks(checks: readonly Check[]): SliceView {
    this.#checks = lastAnswers(checks);
    this.#checked =
      checks.length === 0 ? undefined : checkedDerivations(this.session, this.#checks);
    return this.annotate(this.#annotations);
  }

  /** What the details pane shows of a step. Throws a RangeError for a seq that is not in the session. */
  details(seq: Seq): DetailsView {
    const { overrides } = this.#annotations;
    const { placed } = this.#placed;
    const check = checkViews(this.session, this.#checks, placed).find(each => each.seq === seq);
    return detailsView(this, this.#slice, placed, overrides, seq, check);
  }

  /** Steps whose number, agent or output hold `text` (case ignored; `#12` is a number). */
  search(text: string): readonly Seq[] {
    const wanted = text.trim().toLowerCase();
    if (wanted === '') return [];
    const number = /^#?(\d+)$/u.exec(wanted)?.[1];
    return this.session.steps
      .filter(
        step =>
          (number !== undefined && step.seq === Number(number)) ||
          step.agent.toLowerCase().includes(wanted) ||
          step.output.text.toLowerCase().includes(wanted),
      )
      .map(step => step.seq);
  }

  #view(): SliceView {
    const checks = checkViews(this.session, this.#checks, this.#placed.placed);
    return sliceView(this.session, this.#slice, this.#placed, checks);
  }

  #reslice(annotations: Annotations): Slice {
    this.#annotations = annotations;
    this.#placed = placeMarks(this.session, annotations.marks);
    return forwardSlice(this, this.#placed.placed, annotations.overrides);
  }
}
