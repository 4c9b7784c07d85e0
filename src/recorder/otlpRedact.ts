import { redact, type Redacted } from './redact.ts';

/** Last words of attribute names that hold credentials: `http.request.header.authorization`, `db.password`, `x-api-key`. */
const secretKey =
  /(?:authorization|cookie|password|passwd|passphrase|secret|credentials?|(?:^|[._-])(?:auth|access|refresh|session|bearer|id|csrf|xsrf)?[_-]?token|(?:api|private|secret|access)[_-]?key(?:[_-]?id)?)$/iu;

/** Shorter values ("none", "input") are no credentials, and masking them would only spoil the recording. */
const shortest = 8;

const mask = '[redacted]';

/**
 * The JSON of an OTLP body without credentials: values of attributes that are named like one (`member`), and whatever has
 * the shape of one. `values` are secrets known by value, as in `redact`. Says how many of each kind it masked.
 */
export function redactBody(
  text: string,
  values: readonly string[],
): { readonly text: string; readonly redacted: Redacted | undefined } {
  const counts: Record<string, number> = {};
  const count = (kind: string): void => void (counts[kind] = (counts[kind] ?? 0) + 1);
  let clean = redact(text, values, count);
  // Most bodies have no such attribute: they are not parsed again.
  if (keyInText.test(clean)) {
    clean = JSON.stringify(maskValues(JSON.parse(clean), () => count('member')));
  }
  return { text: clean, redacted: Object.keys(counts).length > 0 ? counts : undefined };
}

const keyInText = /"key":"[^"]*(?:authorization|cookie|pass|secret|credential|token|key)/iu;

/** Masks the values of `{key, value}` pairs at any depth, and tells `masked` of each. Does not change its argument. */
function maskValues(value: unknown, masked: () => void): unknown {
  if (Array.isArray(value)) return value.map(each => maskValues(each, masked));
  if (typeof value !== 'object' || value === null) return value;
  const { key } = value as { key?: unknown };
  const secret = typeof key === 'string' && secretKey.test(key);
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      secret && name === 'value' ? maskTexts(each, masked) : maskValues(each, masked),
    ]),
  );
}

function maskTexts(value: unknown, masked: () => void): unknown {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(each => maskTexts(each, masked));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]: [string, unknown]) => {
      const isText = (name === 'stringValue' || name === 'bytesValue') && typeof each === 'string';
      if (!isText) return [name, maskTexts(each, masked)];
      if (each.length < shortest || each === mask) return [name, each];
      masked();
      return [name, mask];
    }),
  );
}
