import type { PartDraft } from '../core/session/builder.ts';
import { canonicalJson, parseJson } from './jsonText.ts';
import type { Call } from './otlpCalls.ts';
import type { ModelReport, ToolReport } from './otlpReport.ts';
import { isSameTool } from './toolName.ts';

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

/**
 * Finds the model's call that each tool span carries out, and notes it on the call: by call id, else an open call of the
 * same tool before it in the same trace. Those with the same arguments are given away first; of several answers of models
 * the latest counts, and of its calls the first.
 */
export function matchTools(tools: readonly Call<ToolReport>[], asked: readonly Asked[]): void {
  const open = new Map<string, Asked[]>();
  const spelled = new Map<Asked, string>();
  for (const each of asked) {
    for (const key of keysOf(each)) {
      const known = open.get(key);
      if (known === undefined) open.set(key, [each]);
      else known.push(each);
    }
  }
  const left = (key: string, tool: Call<ToolReport>): readonly Asked[] => {
    const calls = (open.get(key) ?? []).filter(each => each.tool === undefined);
    open.set(key, calls);
    const { start = 0 } = tool.span;
    // Clocks of one machine agree to the millisecond or so.
    return calls.filter(each => (each.model.span.end ?? 0) <= start + 1);
  };
  const take = (tool: Call<ToolReport>, candidates: readonly Asked[]): boolean => {
    const latest = candidates.at(-1)?.model;
    const found = candidates.find(each => each.model === latest);
    if (found === undefined) return false;
    found.tool = tool;
    found.callId ??= tool.span.sourceId;
    return true;
  };

  const nameless = tools.filter(tool => {
    const { callId } = tool.report;
    if (callId === undefined) return true;
    const before = left(`id\u0000${callId}`, tool);
    take(tool, before.length > 0 ? before : (open.get(`id\u0000${callId}`) ?? []));
    return false;
  });
  const alike = (tool: Call<ToolReport>): readonly Asked[] =>
    left(`trace\u0000${tool.span.traceId}`, tool).filter(
      ({ part }) =>
        isSameTool(part.tool, '', tool.report.tool) || isSameTool(tool.report.tool, '', part.tool),
    );
  const unsure = nameless.filter(tool => {
    const { arguments: given } = tool.report;
    if (given === undefined) return true;
    const wanted = canonical(given);
    const same = alike(tool).filter(each => {
      const spelling = spelled.get(each) ?? canonical(each.part.arguments);
      spelled.set(each, spelling);
      return spelling === wanted;
    });
    return !take(tool, same);
  });
  for (const tool of unsure) take(tool, alike(tool));
}

const keysOf = ({ callId, model }: Asked): readonly string[] => [
  ...(callId === undefined ? [] : [`id\u0000${callId}`]),
  `trace\u0000${model.span.traceId}`,
];
