import { reportOf } from './otlpConventions.ts';
import type { Attributes, Span } from './otlpSpan.ts';

/** How to turn content capture on, by a sign of who sent the spans. The first that fits counts. */
const switches: readonly (readonly [
  (span: Pick<Span, 'scope' | 'attributes'>) => boolean,
  string,
  string,
])[] = [
  [
    ({ scope }) => /openinference/iu.test(scope),
    'OpenInference',
    'unset OPENINFERENCE_HIDE_INPUTS, OPENINFERENCE_HIDE_OUTPUTS and the other OPENINFERENCE_HIDE_… variables',
  ],
  [
    ({ attributes }) =>
      hasPrefix(attributes, 'traceloop.') || hasPrefix(attributes, 'llm.request.'),
    'OpenLLMetry',
    'set TRACELOOP_TRACE_CONTENT=true',
  ],
  [
    ({ scope, attributes }) =>
      /copilot/iu.test(scope) ||
      hasPrefix(attributes, 'copilot_chat.') ||
      hasPrefix(attributes, 'github.copilot.'),
    'GitHub Copilot',
    'set "github.copilot.chat.otel.captureContent": true in VS Code',
  ],
  [
    ({ scope }) => /claude_code/iu.test(scope),
    'Claude Code',
    'set OTEL_LOG_USER_PROMPTS=1, OTEL_LOG_TOOL_DETAILS=1, OTEL_LOG_TOOL_CONTENT=1 and OTEL_LOG_ASSISTANT_RESPONSES=1',
  ],
  [
    ({ scope, attributes }) => scope === 'ai' || hasPrefix(attributes, 'ai.operationId'),
    'the Vercel AI SDK',
    'leave recordInputs and recordOutputs of its telemetry settings at true',
  ],
  [
    ({ attributes }) => hasPrefix(attributes, 'gcp.vertex.agent.'),
    'Google ADK',
    'set ADK_CAPTURE_MESSAGE_CONTENT_IN_SPANS=true',
  ],
  [
    ({ scope }) => /agent_framework/iu.test(scope),
    'Microsoft Agent Framework',
    'set ENABLE_SENSITIVE_DATA=true',
  ],
  [
    ({ scope }) => /pydantic/iu.test(scope),
    'Pydantic AI',
    'set include_content=True in its InstrumentationSettings',
  ],
  [
    () => true,
    'an OpenTelemetry instrumentation',
    'set OTEL_SEMCONV_STABILITY_OPT_IN=gen_ai_latest_experimental and OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=SPAN_AND_EVENT (true in older versions)',
  ],
];

function hasPrefix(attributes: Attributes, prefix: string): boolean {
  for (const name of attributes.keys()) if (name.startsWith(prefix)) return true;
  return false;
}

/**
 * One sentence for each framework whose model calls came without what was said, with the setting that turns it on. Most
 * frameworks leave content out unless told otherwise, and without it nobody can say who used what.
 */
export function captureNotices(spans: readonly Span[]): readonly string[] {
  const without = new Map<string, number>();
  for (const span of spans) {
    const report = reportOf(span);
    if (report?.kind !== 'model' || report.input !== undefined || report.output !== undefined) {
      continue;
    }
    const [, name, advice] = switches.find(([fits]) => fits(span)) ?? ['', '', ''];
    const key = `${name}\u0000${advice}`;
    without.set(key, (without.get(key) ?? 0) + 1);
  }
  return [...without.keys()].map(key => {
    const [name, advice] = key.split('\u0000');
    return `Model calls from ${name} came without their content: content capture is off. To see who used what, ${advice} and run it again.`;
  });
}
