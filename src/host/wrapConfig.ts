import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { ConfigFile } from '../recorder/configs/discover.ts';
import { recorded, unwrap, type RecorderCommand } from '../recorder/configs/wrap.ts';
import { plainLabel } from './plain.ts';
import { refuse } from './refuse.ts';
import { replaceFile } from './replaceFile.ts';
import { clientName } from './serverRows.ts';
import type { KnownServer, Servers } from './servers.ts';

export const previewScheme = 'faultline-preview';

/** The recorder in the configurations of other clients: shown as a diff, written on a word of the person, taken back. */
export class Wrapping implements vscode.TextDocumentContentProvider {
  readonly #servers: Servers;
  readonly #recorder: () => Promise<RecorderCommand>;
  readonly #previews = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;

  constructor(servers: Servers, recorder: () => Promise<RecorderCommand>) {
    this.#servers = servers;
    this.#recorder = recorder;
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#previews.get(uri.toString()) ?? '';
  }

  /** Where the recorder stands in a configuration, it is the one of this version. */
  async keepCurrent(files: readonly ConfigFile[]): Promise<void> {
    const { wrapped } = await import('./onDemand.ts');
    const any = files.some(({ servers }) => servers.some(entry => wrapped(entry) !== undefined));
    if (any) await this.#recorder();
  }

  /** Shows what would be changed so that the client starts the recorder, and changes it if that is wanted. */
  async wrap(known: KnownServer, out: string): Promise<void> {
    const { entry, file } = known;
    if (entry.server.kind !== 'stdio') return;
    const { server } = entry;
    const { wrapInText } = await import('./onDemand.ts');
    const recorder = await this.#recorder();
    const destination = { out, name: entry.name };
    await this.#edit(
      file,
      text => wrapInText(text, entry.at, server, recorder, destination),
      vscode.l10n.t(
        'Its calls go to {0}. Restart {1} afterwards.',
        vscode.workspace.asRelativePath(out),
        clientName(file.place.client),
      ),
      { copy: () => this.copy(known, out), backUp: text => this.#backUp(file, text) },
    );
  }

  /** Takes the recorder out of a file, after a look at what that changes. */
  async unwrap(file: ConfigFile): Promise<void> {
    const { readConfig, unwrapInText } = await import('./onDemand.ts');
    await this.#edit(
      file,
      text => unwrapInText(text, readConfig(text, file.place)),
      vscode.l10n.t(
        'Nothing more is recorded. Restart {0} afterwards.',
        clientName(file.place.client),
      ),
    );
  }

  /** One file after the other. */
  async unwrapAll(): Promise<void> {
    const { wrapped } = await import('./onDemand.ts');
    const files = (await this.#servers.files()).filter(({ place, servers }) =>
      place.format === 'json' ? servers.some(entry => wrapped(entry) !== undefined) : false,
    );
    if (files.length === 0) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('No configuration has the recorder in it.'),
      );
    }
    for (const file of files) await this.unwrap(file);
  }

  /** Puts the entry with the recorder in front on the clipboard; the way for TOML, of which nothing is rewritten. */
  async copy({ entry, file }: KnownServer, out: string): Promise<void> {
    if (entry.server.kind !== 'stdio') return;
    const { entryText } = await import('./onDemand.ts');
    const original = unwrap(entry.server)?.server ?? entry.server;
    const destination = { out, name: entry.name };
    const server = recorded(original, await this.#recorder(), destination);
    await vscode.env.clipboard.writeText(entryText(entry, server, file.place.format));
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'Copied. Put it in the place of "{0}" in {1} and restart {2}; its calls go to {3}.',
        plainLabel(entry.name, 60),
        basename(file.place.path),
        clientName(file.place.client),
        vscode.workspace.asRelativePath(out),
      ),
    );
  }

  dispose(): void {
    this.#changed.dispose();
  }

  /** `mcp.json.before-faultline`: the file as it was when nothing of ours was in it. */
  async #backUp({ place }: ConfigFile, text: string): Promise<void> {
    const { readConfig, wrapped } = await import('./onDemand.ts');
    const ours = readConfig(text, place).servers.some(entry => wrapped(entry) !== undefined);
    // It may hold credentials, as the file does.
    if (!ours) await writeFile(`${place.path}.before-faultline`, text, { mode: 0o600 });
  }

  async #edit(
    { place }: ConfigFile,
    change: (text: string) => string,
    words: string,
    more: {
      readonly copy?: () => Promise<void>;
      readonly backUp?: (text: string) => Promise<void>;
    } = {},
  ): Promise<void> {
    const before = await readFile(place.path, 'utf8');
    const after = change(before);
    if (after === before) return;
    const name = basename(place.path);
    const original = vscode.Uri.file(place.path);
    const preview = original.with({ scheme: previewScheme });
    this.#previews.set(preview.toString(), after);
    this.#changed.fire(preview);
    const title = vscode.l10n.t('{0}: proposed change', name);
    await vscode.commands.executeCommand('vscode.diff', original, preview, title);
    const picked = await ask(title, words, more.copy !== undefined);
    await closeDiff(preview);
    if (picked === 'copy') await more.copy?.();
    if (picked !== 'apply') return;
    await more.backUp?.(before);
    const asBefore = async (): Promise<boolean> => (await readFile(place.path, 'utf8')) === before;
    if (!(await replaceFile(place.path, after, asBefore))) {
      refuse(
        vscode.l10n.t('{0} was changed meanwhile, so nothing is written. Try it again.', name),
        original,
      );
      return;
    }
    this.#servers.refresh();
  }
}

/** Over the diff, and there until it is answered: a notification would be one of several, and go by itself. */
async function ask(
  title: string,
  words: string,
  canCopy: boolean,
): Promise<'apply' | 'copy' | undefined> {
  const { t } = vscode.l10n;
  const copy = {
    label: `$(copy) ${t('Copy the Entry')}`,
    detail: t('Changes nothing: paste it yourself.'),
    answer: 'copy',
  } as const;
  const items = [
    { label: `$(check) ${t('Apply')}`, detail: words, answer: 'apply' } as const,
    ...(canCopy ? [copy] : []),
    { label: `$(close) ${t('Leave It as It Is')}`, answer: undefined },
  ];
  const picked = await vscode.window.showQuickPick(items, { title, ignoreFocusOut: true });
  return picked?.answer;
}

async function closeDiff(preview: vscode.Uri): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap(group => group.tabs);
  const ours = tabs.filter(
    ({ input }) =>
      input instanceof vscode.TabInputTextDiff && input.modified.toString() === preview.toString(),
  );
  await vscode.window.tabGroups.close(ours);
}
