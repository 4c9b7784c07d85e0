import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { ConfigFile } from '../recorder/configs/discover.ts';
import type { RecorderCommand } from '../recorder/configs/wrap.ts';
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
    const { wrapped } = await import('../recorder/configs/edit.ts');
    const any = files.some(({ servers }) => servers.some(entry => wrapped(entry) !== undefined));
    if (any) await this.#recorder();
  }

  /** Shows what would be changed so that the client starts the recorder, and changes it if that is wanted. */
  async wrap(known: KnownServer, out: string): Promise<void> {
    const { entry, file } = known;
    if (entry.server.kind !== 'stdio') return;
    const { server } = entry;
    const { wrapInText } = await import('../recorder/configs/edit.ts');
    const recorder = await this.#recorder();
    const destination = { out, name: entry.name };
    await this.#edit(
      file,
      text => wrapInText(text, entry.at, server, recorder, destination),
      vscode.l10n.t(
        '{0} starts this server itself. With this change it starts the recorder in front of it, and the calls go to {1}. Restart {0} afterwards.',
        clientName(file.place.client),
        vscode.workspace.asRelativePath(out),
      ),
      { copy: () => this.copy(known, out), backUp: text => this.#backUp(file, text) },
    );
  }

  /** Takes the recorder out of a file, after a look at what that changes. */
  async unwrap(file: ConfigFile): Promise<void> {
    const [{ unwrapInText }, { readConfig }] = await Promise.all([
      import('../recorder/configs/edit.ts'),
      import('../recorder/configs/read.ts'),
    ]);
    await this.#edit(
      file,
      text => unwrapInText(text, readConfig(text, file.place)),
      vscode.l10n.t(
        'With this change {0} starts its servers itself again, and nothing more is recorded. Restart it afterwards.',
        clientName(file.place.client),
      ),
    );
  }

  /** One file after the other. */
  async unwrapAll(): Promise<void> {
    const { wrapped } = await import('../recorder/configs/edit.ts');
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
    const [{ entryText }, { recorded, unwrap }] = await Promise.all([
      import('../recorder/configs/edit.ts'),
      import('../recorder/configs/wrap.ts'),
    ]);
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
    const [{ wrapped }, { readConfig }] = await Promise.all([
      import('../recorder/configs/edit.ts'),
      import('../recorder/configs/read.ts'),
    ]);
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
    const apply = vscode.l10n.t('Apply');
    const copy = vscode.l10n.t('Copy the Entry');
    const actions = more.copy === undefined ? [apply] : [apply, copy];
    const picked = await vscode.window.showInformationMessage(words, ...actions);
    await closeDiff(preview);
    if (picked === copy) await more.copy?.();
    if (picked !== apply) return;
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

async function closeDiff(preview: vscode.Uri): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap(group => group.tabs);
  const ours = tabs.filter(
    ({ input }) =>
      input instanceof vscode.TabInputTextDiff && input.modified.toString() === preview.toString(),
  );
  await vscode.window.tabGroups.close(ours);
}
