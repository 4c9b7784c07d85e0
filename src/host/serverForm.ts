import * as vscode from 'vscode';
import type { Check, Field, Schema } from '../recorder/callForm.ts';
import { plainLabel } from './plain.ts';

/** Arguments by name, as they will be sent. */
export type Arguments = Readonly<Record<string, unknown>>;

interface Row extends vscode.QuickPickItem {
  readonly does: 'call' | Field;
}

/**
 * Asks for the arguments that a JSON Schema describes: first those that must be given, one after the other, then one list
 * of all, where each can be changed before the call is made. Nothing but VS Code's own inputs, so that every key and every
 * screen reader works. `known` are the arguments of the last call. Undefined if the person goes away.
 */
export async function askArguments(
  title: string,
  schema: Schema,
  known: Arguments,
  call: string,
): Promise<Arguments | undefined> {
  const { checker, fieldsOf } = await import('./onDemand.ts');
  const fields = fieldsOf(schema);
  const check = checker(schema);
  const checks = new Map(fields.map(field => [field.name, checker(field.schema, schema)]));
  const args = new Map(Object.entries(known).filter(([name]) => checks.has(name)));

  const ask = async (field: Field): Promise<boolean> => {
    const answer = await askField(title, field, args.get(field.name), checks.get(field.name));
    if (answer === undefined) return false;
    if (answer.kind === 'value') args.set(field.name, answer.value);
    else args.delete(field.name);
    return true;
  };

  for (const field of fields) {
    if (field.required && !args.has(field.name) && !(await ask(field))) break;
  }
  for (;;) {
    const given = Object.fromEntries(args);
    const problem = check(given);
    if (fields.length === 0) return problem === undefined ? given : {};
    const picked = await vscode.window.showQuickPick(rows(fields, args, call, problem), {
      title,
      placeHolder: vscode.l10n.t('Choose an argument to change it.'),
      ignoreFocusOut: true,
      matchOnDescription: true,
    });
    if (picked === undefined) return undefined;
    // What the schema is against, the server may be against too: its answer is what is looked for.
    if (picked.does === 'call') return given;
    await ask(picked.does);
  }
}

function rows(
  fields: readonly Field[],
  args: ReadonlyMap<string, unknown>,
  call: string,
  problem: string | undefined,
): Row[] {
  return [
    {
      label: `$(play) ${plainLabel(call, 80)}`,
      does: 'call',
      ...(problem === undefined
        ? {}
        : {
            detail: `$(warning) ${vscode.l10n.t('The schema does not allow this: {0}', plainLabel(problem))}`,
          }),
    },
    ...fields.map((field): Row => {
      const has = args.has(field.name);
      const value = has ? plainLabel(JSON.stringify(args.get(field.name)), 120) : '';
      const missing = field.required ? vscode.l10n.t('required') : vscode.l10n.t('not given');
      return {
        label: plainLabel(field.name, 60),
        description: has ? value : `${missing}, ${plainLabel(field.type, 40)}`,
        ...(field.description === '' ? {} : { detail: plainLabel(field.description) }),
        does: field,
      };
    }),
  ];
}

type Answer = { readonly kind: 'value'; readonly value: unknown } | { readonly kind: 'nothing' };

async function askField(
  title: string,
  field: Field,
  now: unknown,
  check: Check | undefined,
): Promise<Answer | undefined> {
  const name = `${title}: ${plainLabel(field.name, 60)}`;
  const prompt = plainLabel(
    [field.description, field.type].filter(each => each !== '').join(' · '),
    300,
  );
  return field.kind === 'boolean' || field.kind === 'choice'
    ? await choose(name, prompt, field, now)
    : await type(name, prompt, field, now, check);
}

async function choose(
  title: string,
  placeHolder: string,
  field: Field,
  now: unknown,
): Promise<Answer | undefined> {
  type Item = vscode.QuickPickItem & { readonly answer: Answer };
  const current = now ?? field.fallback;
  const items: Item[] = field.options.map(value => ({
    label: plainLabel(typeof value === 'string' ? value : JSON.stringify(value)),
    ...(value === current
      ? { description: now === undefined ? vscode.l10n.t('default') : vscode.l10n.t('now') }
      : {}),
    answer: { kind: 'value', value },
  }));
  if (!field.required) items.push({ label: notGiven(), answer: { kind: 'nothing' } });
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder,
    ignoreFocusOut: true,
  });
  return picked?.answer;
}

/** What is typed must be readable as what the argument is; what its schema says beyond that is shown, and told. */
async function type(
  title: string,
  prompt: string,
  field: Field,
  now: unknown,
  check: Check | undefined,
): Promise<Answer | undefined> {
  const { readValue, writeValue } = await import('./onDemand.ts');
  const start = now ?? field.fallback;
  // An empty line leaves an argument out; a text that must be given may be empty.
  const leavesOut = (text: string): boolean =>
    text === '' && !(field.required && field.kind === 'text');
  const text = await vscode.window.showInputBox({
    title,
    prompt: field.required ? prompt : `${prompt} · ${vscode.l10n.t('leave empty to leave it out')}`,
    ...(start === undefined ? {} : { value: writeValue(field, start) }),
    ignoreFocusOut: true,
    validateInput: typed => {
      if (leavesOut(typed)) return field.required ? vscode.l10n.t('It must be given.') : undefined;
      const read = readValue(field, typed);
      if (!read.ok) return read.message;
      const problem = check?.(read.value);
      return problem === undefined
        ? undefined
        : {
            message: vscode.l10n.t('The schema does not allow this: {0}', problem),
            severity: vscode.InputBoxValidationSeverity.Warning,
          };
    },
  });
  if (text === undefined) return undefined;
  if (leavesOut(text)) return { kind: 'nothing' };
  const read = readValue(field, text);
  return read.ok ? { kind: 'value', value: read.value } : undefined;
}

const notGiven = (): string => `$(dash) ${vscode.l10n.t('not given')}`;
