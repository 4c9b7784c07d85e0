import { posix } from 'node:path';
import * as vscode from 'vscode';
import { openSession } from './open.ts';
import { plainLabel } from './plain.ts';
import type { Recording } from './recording.ts';
import { exists } from './sidecar.ts';
import { stateWords } from './serverRows.ts';
import type { Servers } from './servers.ts';
import type { Toggle } from './serverToggle.ts';

/** `Recording search, memory` in the status bar, while something is; a click shows what is recorded where. */
export function showRecordingStatus(
  recording: Recording,
  servers: Servers,
  toggle: Toggle,
): vscode.Disposable {
  const item = vscode.window.createStatusBarItem(
    'faultline.recording',
    vscode.StatusBarAlignment.Left,
    51,
  );
  item.name = vscode.l10n.t('Faultline Recording');
  item.command = 'faultline.showRecording';
  const show = async (): Promise<void> => {
    const { file } = recording;
    void vscode.commands.executeCommand('setContext', 'faultline.recording', file !== undefined);
    if (file === undefined) {
      item.hide();
      return;
    }
    const names = await namesOf(recording, servers);
    if (recording.file !== file) return;
    const [first = '', ...more] = names;
    const label = more.length === 0 ? first : vscode.l10n.t('{0} servers', names.length);
    item.text = `$(record) ${vscode.l10n.t('Recording {0}', plainLabel(label, 40))}`;
    item.tooltip = vscode.l10n.t(
      'Recording {0} into {1}. Click to open the session or to stop.',
      names.map(each => plainLabel(each, 40)).join(', '),
      vscode.workspace.asRelativePath(file),
    );
    item.show();
  };
  void show();
  return vscode.Disposable.from(
    item,
    recording.onDidChange(() => void show()),
    vscode.commands.registerCommand('faultline.showRecording', () =>
      pickRecording(recording, servers, toggle),
    ),
    vscode.commands.registerCommand('faultline.stopRecording', () => toggle.stopAll()),
  );
}

async function pickRecording(
  recording: Recording,
  servers: Servers,
  toggle: Toggle,
): Promise<void> {
  const { file } = recording;
  if (file === undefined) return;
  type Item = vscode.QuickPickItem & { readonly run: () => unknown };
  const uri = vscode.Uri.file(file);
  const known = await servers.all();
  const items: Item[] = [
    {
      label: `$(graph) ${vscode.l10n.t('Open the Session')}`,
      description: plainLabel(posix.basename(uri.path)),
      run: async () => {
        if (await exists(uri)) await openSession(uri);
        else {
          void vscode.window.showInformationMessage(
            vscode.l10n.t('Nothing is recorded yet: no client has started a recorded server.'),
          );
        }
      },
    },
    {
      label: `$(debug-stop) ${vscode.l10n.t('Stop Recording')}`,
      run: () => toggle.stopAll(),
    },
    ...known
      .filter(({ key }) => recording.servers.includes(key))
      .map(server => ({
        label: `$(close) ${vscode.l10n.t('Stop {0}', plainLabel(server.entry.name, 60))}`,
        description: stateWords(
          { kind: 'on', calls: recording.calls(server.entry.name) },
          vscode.l10n.t,
        ),
        run: () => toggle.stop(server),
      })),
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Recording into {0}', vscode.workspace.asRelativePath(file)),
  });
  await picked?.run();
}

async function namesOf(recording: Recording, servers: Servers): Promise<readonly string[]> {
  const all = await servers.all();
  // A server that was taken out of its file meanwhile is still called what it was.
  return recording.servers.map(
    key => all.find(each => each.key === key)?.entry.name ?? key.slice(key.lastIndexOf('/') + 1),
  );
}
