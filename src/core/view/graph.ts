import type { Diagnostic } from '../session/diagnostic.ts';
import { oneLine } from '../session/excerpt.ts';
import type { Seq } from '../session/ids.ts';
import type { Provenance } from '../provenance/derivation.ts';
import { inputsRecorded } from '../provenance/derivation.ts';
import type { Session } from '../session/session.ts';
import { finalStep } from '../session/session.ts';
import type { Step } from '../session/step.ts';
import { isCall, isError, isOpaque } from '../session/step.ts';

/** One agent lane (or sub-lane, for a qualifier), in order of first appearance. The tools of an MCP server share a lane. */
export interface LaneView {
  readonly agent: string;
  readonly qualifier: string | undefined;
  readonly kind: 'agent' | 'tool' | 'user' | 'system';
}

/** Outline of a step: what kind of step it is. */
export type StepShape = 'user' | 'message' | 'call' | 'result' | 'system';

export interface StepView {
  readonly seq: Seq;
  readonly id: string;
  readonly sourceId: string;
  /** Who speaks, as recorded: "Orchestrator (thought)", "memory/open_nodes". */
  readonly name: string;
  /** Index into the lanes. */
  readonly lane: number;
  readonly shape: StepShape;
  /** Agents or tools the output is addressed to. */
  readonly to: readonly string[];
  /** Length of the output in UTF-16 units. */
  readonly chars: number;
  /** First characters of the output, one line, at most 120. */
  readonly preview: string;
  readonly error: boolean;
  /** No text to compare: images, audio, files. */
  readonly opaque: boolean;
  /** Milliseconds since the epoch, where recorded. */
  readonly time: number | undefined;
}

/** Everything about a session that the graph draws without marks. */
export interface GraphView {
  readonly title: string;
  readonly lanes: readonly LaneView[];
  readonly steps: readonly StepView[];
  readonly servers: number;
  readonly inputsRecorded: boolean;
  readonly final: Seq | undefined;
  /** Sentences about lines that were skipped and the like, shown as a banner. */
  readonly diagnostics: readonly Diagnostic[];
}

export function graphView(
  session: Session,
  provenance: Provenance,
  diagnostics: readonly Diagnostic[],
): GraphView {
  const lanes: LaneView[] = [];
  const laneIndex = new Map<string, number>();
  const agents = new Map(session.agents.map(agent => [agent.id, agent]));
  const laneOf = (step: Step): number => {
    const agent = agents.get(step.agent);
    const name = agent?.server ?? step.agent;
    const key = `${agent?.server === undefined ? 'agent' : 'server'}\n${name}\n${step.qualifier ?? ''}`;
    const known = laneIndex.get(key);
    if (known !== undefined) return known;
    laneIndex.set(key, lanes.length);
    return lanes.push({ agent: name, qualifier: step.qualifier, kind: agent?.kind ?? 'agent' }) - 1;
  };
  const steps = session.steps.map(step => stepView(step, laneOf(step)));
  return {
    title: session.title,
    lanes,
    steps,
    servers: new Set(session.agents.flatMap(agent => agent.server ?? [])).size,
    inputsRecorded: inputsRecorded(session, provenance),
    final: finalStep(session)?.seq,
    diagnostics,
  };
}

function stepView(step: Step, lane: number): StepView {
  const calls = step.output.parts.flatMap(part => (part.kind === 'tool_call' ? [part.tool] : []));
  return {
    seq: step.seq,
    id: step.id,
    sourceId: step.sourceId,
    name: step.qualifier === undefined ? step.agent : `${step.agent} (${step.qualifier})`,
    lane,
    shape: shapeOf(step),
    to: step.to.length > 0 ? step.to : calls,
    chars: step.output.text.length,
    preview: oneLine(step.output.text, 120),
    error: isError(step),
    opaque: isOpaque(step),
    time: step.time,
  };
}

function shapeOf(step: Step): StepShape {
  switch (step.kind) {
    case 'user':
      return 'user';
    case 'system':
      return 'system';
    case 'tool':
      return 'result';
    case 'assistant':
      return isCall(step) ? 'call' : 'message';
  }
}
