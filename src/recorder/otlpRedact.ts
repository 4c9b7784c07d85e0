import { redact } from './redact.ts';

/** Last words of attribute names that hold credentials: `http.request.header.authorization`, `db.password`, `x-api-key`. */
const secretKey =
  /(?:authorization|cookie|password|passwd|passphrase|secret|credentials?|(?:^|[._-])(?:auth|access|refresh|session|bearer|id|csrf|xsrf)?[_-]?token|(?:api|private|secret|access)[_-]?key(?:[_-]?id)?)$/iu;

/** Shorter values ("none", "input") are no credentials, and masking them would only spoil the recording. */
const shortest = 8;

const mask = '[redacted]';

/**
 * One recorded line of OTLP data without credentials: values of attributes that are named like one, and whatever has the
 * shape of one. `values` are secrets known by value, as in `redact`.
 */
export function redactLine(line: string, values: readonly string[]): string {
  const clean = redact(line, values);
  // Most lines have no such attribute: they are not parsed again.
  if (!keyInText.test(clean)) return clean;
  return `${JSON.stringify(maskValues(JSON.parse(clean)))}\n`;
}

const keyInText = /"key":"[^"]*(?:authorization|cookie|pass|secret|credential|token|key)/iu;

/** Masks the values of `{key, value}` pairs at any depth. Does not change its argument. */
function maskValues(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskValues);
  if (typeof value !== 'object' || value === null) return value;
  const { key } = value as { key?: unknown };
  const secret = typeof key === 'string' && secretKey.test(key);
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      secret && name === 'value' ? maskTexts(each) : maskValues(each),
    ]),
  );
}

function maskTexts(value: unknown): unknown {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(maskTexts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]: [string, unknown]) => {
      const isText = (name === 'stringValue' || name === 'bytesValue') && typeof each === 'string';
      if (isText) return [name, each.length < shortest ? each : mask];
      return [name, maskTexts(each)];
    }),
  );
}
