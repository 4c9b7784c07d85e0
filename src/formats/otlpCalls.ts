import { reportOf } from './otlpConventions.ts';
import type { ModelReport, Report } from './otlpReport.ts';
import { merge, messageText } from './otlpReport.ts';
import type { Attributes, Span } from './otlpSpan.ts';
import { spanKey, textOf } from './otlpSpan.ts';
import { parseJson } from './jsonText.ts';

/** One thing that happened, whatever number of spans report it. */
export interface Call<R extends Report = Report> {
  /** The span that says most about it. */
  readonly span: Span;
  readonly report: R;
  /** The agent that did it. */
  readonly agent: string;
  /** The nearest model call, tool call or agent around it. */
  readonly parent: Call | undefined;
}

/** A span in its place, while it is found out which of them are one thing. */
interface Node {
  readonly span: Span;
  readonly parent: Node | undefined;
  report: Report | undefined;
  /** The node that reports the same thing. */
  into: Node | undefined;
}

export interface Calls {
  /** In the order of the file. */
  readonly calls: readonly Call[];
  /** The call that each span is part of, by span key. */
  readonly bySpan: ReadonlyMap<string, Call>;
  /** The agent at work in each span, by span key. */
  readonly agents: ReadonlyMap<string, string>;
  /** Spans that are about something else. */
  readonly others: readonly Span[];
}

/** Finds out what the spans report, and which of them report the same. */
export function callsOf(spans: readonly Span[]): Calls {
  const nodes = nodesOf(spans);
  mergeNested(nodes);
  mergeAlike(nodes);

  const made = new Map<Node, Call>();
  const callOf = (from: Node): Call | undefined => {
    const path = new Set<Node>();
    // From the outside in, without recursion: a chain of spans may be longer than the stack.
    for (let node: Node | undefined = target(from); node !== undefined; node = outer(node)) {
      if (made.has(node) || path.has(node)) break;
      path.add(node);
    }
    for (const node of [...path].reverse()) {
      const around = outer(node);
      const parent = around === undefined ? undefined : made.get(around);
      const { report, span } = node;
      if (report === undefined) continue;
      made.set(node, { span, report, parent, agent: agentOf(node) });
    }
    return made.get(target(from));
  };
  const bySpan = new Map<string, Call>();
  const agents = new Map<string, string>();
  for (const node of nodes) {
    const key = spanKey(node.span.traceId, node.span.spanId);
    agents.set(key, agentOf(node));
    const within = node.report === undefined ? outer(node) : node;
    const call = within === undefined ? undefined : callOf(within);
    if (call !== undefined) bySpan.set(key, call);
  }
  const calls = nodes.flatMap(node => (node.into === undefined ? (made.get(node) ?? []) : []));
  const others = nodes.filter(node => node.report === undefined).map(node => node.span);
  return { calls, bySpan, agents, others };
}

/** Nodes in the order of the file, each span once: exporters send again what was not acknowledged. */
function nodesOf(spans: readonly Span[]): readonly Node[] {
  const byKey = new Map<string, Span>();
  for (const span of spans) {
    const key = spanKey(span.traceId, span.spanId);
    if (!byKey.has(key)) byKey.set(key, span);
  }
  const nodes = new Map<Span, Node>();
  for (const first of byKey.values()) {
    const path: Span[] = [];
    const seen = new Set<Span>();
    for (let span: Span | undefined = first; span !== undefined && !nodes.has(span);) {
      // Spans that are each other's parents end where they began.
      if (seen.has(span)) break;
      seen.add(span);
      path.push(span);
      span =
        span.parentId === undefined ? undefined : byKey.get(spanKey(span.traceId, span.parentId));
    }
    for (const span of path.reverse()) {
      const above =
        span.parentId === undefined ? undefined : byKey.get(spanKey(span.traceId, span.parentId));
      const parent = above === undefined ? undefined : nodes.get(above);
      nodes.set(span, { span, parent, report: reportOf(span), into: undefined });
    }
  }
  return [...byKey.values()].flatMap(span => nodes.get(span) ?? []);
}

/** How far up a span looks for what is around it. Real ones are some dozens deep; a loop must cost no more. */
const deepest = 1000;

function target(node: Node): Node {
  let found = node;
  while (found.into !== undefined) found = found.into;
  return found;
}

/** The nearest node around this one that reports an act: not a chain, not another node of the same thing. */
function outer(node: Node): Node | undefined {
  const own = target(node);
  let left = deepest;
  for (let above = node.parent; above !== undefined && left-- > 0; above = above.parent) {
    const { report } = above;
    if (report === undefined || report.kind === 'frame') continue;
    const found = target(above);
    // What absorbed the inner one may itself stand below.
    if (found !== own && !isBelow(found, own)) return found;
  }
  return undefined;
}

function isBelow(node: Node, above: Node): boolean {
  let left = deepest;
  for (let each = node.parent; each !== undefined && left-- > 0; each = each.parent) {
    if (each === above) return true;
  }
  return false;
}

/** A library inside a framework, or a tool's client and its server: spans in one another that report one call. */
function mergeNested(nodes: readonly Node[]): void {
  for (const node of nodes) {
    const { report } = node;
    if (report?.kind !== 'model' && report?.kind !== 'tool') continue;
    const around = outer(node);
    if (around?.report === undefined || around.report.kind !== report.kind) continue;
    if (report.kind === 'tool') absorb(around, node);
    else if (isSameOutput(around.report as ModelReport, report)) keepRicher(around, node);
  }
}

/** Spans of independent instrumentations: the same response, or the same words at the same time. */
function mergeAlike(nodes: readonly Node[]): void {
  const known = new Map<string, Node[]>();
  for (const node of nodes) {
    if (node.into !== undefined || node.report?.kind !== 'model') continue;
    const { responseId } = node.report;
    const said = outputText(node.report);
    const asked = node.report.input?.at(-1);
    const keys = [
      ...(responseId === undefined ? [] : [`id\u0000${responseId}`]),
      ...(said && asked ? [`said\u0000${messageText(asked)}\u0000${said}`] : []),
    ];
    const twin = keys
      .flatMap(key => known.get(key) ?? [])
      .map(target)
      .find(each => each !== node && isDuring(each.span, node.span));
    if (twin !== undefined) keepRicher(twin, node);
    for (const key of keys) known.set(key, [...(known.get(key) ?? []).slice(-20), node]);
  }
}

const isDuring = (a: Span, b: Span): boolean => {
  const [aStart = 0, aEnd = aStart, bStart = 0, bEnd = bStart] = [a.start, a.end, b.start, b.end];
  return (aStart <= bStart && bEnd <= aEnd) || (bStart <= aStart && aEnd <= bEnd);
};

const outputText = ({ output }: ModelReport): string => (output ?? []).map(messageText).join('\n');

/** True if nothing speaks against two spans being one call: the same words, or words in one of them only. */
const isSameOutput = (a: ModelReport, b: ModelReport): boolean =>
  a.output === undefined || b.output === undefined || outputText(a) === outputText(b);

const richness = (report: ModelReport): number =>
  (report.input?.length ? 2 : 0) + (report.output?.length ? 2 : 0);

function keepRicher(first: Node, second: Node): void {
  const [a, b] = [first.report as ModelReport, second.report as ModelReport];
  if (richness(b) > richness(a)) absorb(second, first);
  else absorb(first, second);
}

function absorb(keeper: Node, other: Node): void {
  if (keeper.report === undefined || other.report === undefined) return;
  keeper.report = merge(keeper.report, other.report);
  other.into = keeper;
}

const names = [
  'gen_ai.agent.name',
  'agent.name',
  'graph.node.id',
  'agent_name',
  'ai.telemetry.functionId',
];

/** The agent at work: named by the span, by the agent's span around it, or by whatever names the whole program. */
function agentOf(node: Node): string {
  let last = node;
  let left = deepest;
  for (let each: Node | undefined = node; each !== undefined && left-- > 0; each = each.parent) {
    const { report, span } = each;
    const own = report?.kind === 'agent' ? report.name : undefined;
    const found = own ?? textOf(span.attributes, ...names) ?? langGraphNode(span.attributes);
    if (found !== undefined) return found;
    last = each;
  }
  const service = textOf(node.span.resource, 'service.name');
  if (service !== undefined && !service.startsWith('unknown_service')) return service;
  const isFrame = last.report === undefined || last.report.kind === 'frame';
  return isFrame && last.span.name !== '' ? last.span.name : 'agent';
}

/** LangGraph's node, which its instrumentation leaves in the metadata. */
function langGraphNode(attributes: Attributes): string | undefined {
  const text = textOf(attributes, 'metadata');
  if (text?.includes('langgraph_node') !== true) return undefined;
  const node = (parseJson(text) as { langgraph_node?: unknown } | undefined)?.langgraph_node;
  return typeof node === 'string' ? node : undefined;
}
