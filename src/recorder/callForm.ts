import { AjvJsonSchemaValidator } from '@modelcontextprotocol/client/validators/ajv';

/** A JSON Schema, as far as it is looked at. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly $ref?: string;
  readonly [key: string]: unknown;
}

/** One argument of a tool, as it is asked for. */
export interface Field {
  readonly name: string;
  readonly required: boolean;
  readonly description: string;
  readonly kind: 'text' | 'number' | 'boolean' | 'choice' | 'json';
  /** Values to choose from, of `choice` and `boolean`. */
  readonly options: readonly unknown[];
  readonly fallback: unknown;
  /** `string`, `integer`, `array of string`, … */
  readonly type: string;
  readonly schema: Schema;
}

/** The arguments that the schema names, those that must be given first. */
export function fieldsOf(root: Schema): readonly Field[] {
  const required = new Set(root.required ?? []);
  const fields = Object.entries(root.properties ?? {}).map(([name, property]): Field => {
    const schema = plain(property, root);
    const options = optionsOf(schema);
    const [type] = typesOf(schema);
    return {
      name,
      required: required.has(name),
      description: property.description ?? schema.description ?? '',
      kind: options.length > 0 ? (type === 'boolean' ? 'boolean' : 'choice') : kindOf(type),
      options,
      fallback: property.default ?? schema.default,
      type: typeWords(schema),
      schema: property,
    };
  });
  return [...fields.filter(each => each.required), ...fields.filter(each => !each.required)];
}

export type Read =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string };

/** What a person typed for a field. */
export function readValue({ kind }: Pick<Field, 'kind'>, text: string): Read {
  switch (kind) {
    case 'text':
      return { ok: true, value: text };
    case 'number': {
      const value = Number(text);
      return text.trim() === '' || !Number.isFinite(value)
        ? { ok: false, message: 'Type a number, such as 12 or 0.5.' }
        : { ok: true, value };
    }
    case 'boolean':
    case 'choice':
    case 'json':
      try {
        return { ok: true, value: JSON.parse(text) as unknown };
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        return { ok: false, message: `Type JSON, such as ["a", "b"] or {"a": 1}. ${why}` };
      }
  }
}

/** A value as `readValue` reads it. */
export const writeValue = ({ kind }: Pick<Field, 'kind'>, value: unknown): string =>
  kind === 'text' && typeof value === 'string' ? value : JSON.stringify(value);

/** What the schema says against a value: undefined if nothing. */
export type Check = (value: unknown) => string | undefined;

/** Checks values against a schema, or says why that is not possible; then the server has the word. */
export function checker(schema: Schema, root: Schema = schema): Check {
  const { $defs, definitions } = root;
  // What a server sends is looked at by the validator, whatever its type says here.
  const whole = {
    ...schema,
    ...($defs === undefined ? {} : { $defs }),
    ...(definitions === undefined ? {} : { definitions }),
  };
  try {
    const validate = validators.getValidator(
      whole as Parameters<typeof validators.getValidator>[0],
    );
    return value => {
      const result = validate(value);
      return result.valid
        ? undefined
        : result.errorMessage.replace(/\bdata(?=[ /])\/?/gu, '').trim();
    };
  } catch {
    return () => undefined;
  }
}

const validators = new AjvJsonSchemaValidator();

/** Behind a reference, and without the null that means "may be left out". */
function plain(schema: Schema, root: Schema, depth = 0): Schema {
  if (depth > 8) return schema;
  if (schema.$ref !== undefined) {
    const found = schema.$ref.startsWith('#/')
      ? schema.$ref
          .slice(2)
          .split('/')
          .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], root)
      : undefined;
    return found === undefined ? schema : plain(found as Schema, root, depth + 1);
  }
  const real = (schema.anyOf ?? []).filter(each => each.type !== 'null');
  const [only] = real;
  return real.length === 1 && only !== undefined ? plain(only, root, depth + 1) : schema;
}

function optionsOf(schema: Schema): readonly unknown[] {
  if (schema.enum !== undefined) return schema.enum;
  if (schema.const !== undefined) return [schema.const];
  const named = [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])];
  if (named.length > 0 && named.every(each => each.const !== undefined)) {
    return named.map(each => each.const);
  }
  return typesOf(schema)[0] === 'boolean' ? [true, false] : [];
}

const typesOf = ({ type }: Schema): readonly string[] =>
  (typeof type === 'string' ? [type] : (type ?? [])).filter(each => each !== 'null');

function kindOf(type: string | undefined): Field['kind'] {
  switch (type) {
    case 'string':
      return 'text';
    case 'number':
    case 'integer':
      return 'number';
    default:
      return 'json';
  }
}

function typeWords(schema: Schema): string {
  const [type] = typesOf(schema);
  const items = schema.items as Schema | undefined;
  const [inner] = items === undefined ? [] : typesOf(items);
  if (type === 'array' && inner !== undefined) return `array of ${inner}`;
  return type ?? (schema.enum === undefined ? 'JSON' : 'choice');
}
