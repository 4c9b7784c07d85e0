import type { PartDraft } from '../core/session/builder.ts';
import { canonicalJson, parseJson } from './jsonText.ts';
import type { Call } from './otlpCalls.ts';
import type { ModelReport, ToolReport } from './otlpReport.ts';
import type { Span } from './otlpSpan.ts';

type CallPart = PartDraft & { readonly kind: 'tool_call' };

/** A tool call in a model's answer, and the id it goes by; the tool's own span may know it under that id or none. */
export interface Asked {
  readonly model: Call<ModelReport>;
  readonly part: CallPart;
  callId: string | undefined;
  tool: Call<ToolReport> | undefined;
}

/** All calls that models asked for. */
export const askedIn = (models: readonly Call<ModelReport>[]): readonly Asked[] =>
  models.flatMap(model =>
    (model.report.output ?? []).flatMap(message =>
      message.parts.flatMap(part =>
        part.kind === 'tool_call' ? [{ model, part, callId: part.callId, tool: undefined }] : [],
      ),
    ),
  );

/** Arguments in a spelling that compares; Python's own (`{'a': 1}`) by its words. */
const canonical = (given: string): string =>
  canonicalJson(parseJson(given)) ?? given.replace(/['"\s]/gu, '');

/** A tool's name without the server that clients write before it: `mcp__web__search`, `web/search`. */
const bareName = (tool: string): string => tool.replace(/^mcp__.+?__|^.*\//u, '');

/** Open calls under each of their names, in the order in which models asked for them. */
type Open = ReadonlyMap<string, Asked[]>;

function openBy(asked: readonly Asked[], keyOf: (asked: Asked) => string | undefined): Open {
  const open = new Map<string, Asked[]>();
  for (const each of [...asked].sort((a, b) => endOf(a) - endOf(b))) {
    const key = each.tool === undefined ? keyOf(each) : undefined;
    if (key === undefined) continue;
    const known = open.get(key);
    if (known === undefined) open.set(key, [each]);
    else known.push(each);
  }
  return open;
}

const endOf = ({ model }: Asked): number => model.span.end ?? 0;

/**
 * Gives a tool span the call it carries out, of those under `key`: of several answers of models the latest before it, and
 * of its calls the first. False if there is none. O(log n) but for taking the call out.
 */
function take(tool: Call<ToolReport>, open: Open, key: string, anyTime = false): boolean {
  const calls = open.get(key) ?? [];
  // Clocks of one machine agree to the millisecond or so.
  const latest = (tool.span.start ?? 0) + 1;
  let low = 0;
  let high = calls.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const each = calls[middle];
    if (each !== undefined && endOf(each) <= latest) low = middle + 1;
    else high = middle;
  }
  let at = low - 1;
  if (at < 0) {
    if (!anyTime) return false;
    at = 0;
  }
  while (at > 0 && calls[at - 1]?.model === calls[at]?.model) at--;
  const [found] = calls.splice(at, 1);
  if (found === undefined) return false;
  found.tool = tool;
  found.callId ??= tool.span.sourceId;
  return true;
}

/**
 * Finds the model's call that each tool span carries out, and notes it on the call: by call id, else a call of the same
 * tool before it in the same trace, those with the same arguments first.
 */
export function matchTools(tools: readonly Call<ToolReport>[], asked: readonly Asked[]): void {
  const byId = openBy(asked, each => each.callId);
  const nameless = tools.filter(tool => {
    const { callId } = tool.report;
    if (callId !== undefined) take(tool, byId, callId, true);
    return callId === undefined;
  });
  const key = (span: Span, tool: string, given = ''): string =>
    [span.traceId, bareName(tool), given].join('\u0000');
  const byArguments = openBy(asked, ({ model, part }) =>
    key(model.span, part.tool, canonical(part.arguments)),
  );
  const unsure = nameless.filter(tool => {
    const { tool: name, arguments: given } = tool.report;
    return given === undefined || !take(tool, byArguments, key(tool.span, name, canonical(given)));
  });
  const byName = openBy(asked, ({ model, part }) => key(model.span, part.tool));
  for (const tool of unsure) take(tool, byName, key(tool.span, tool.report.tool));
}
