import { posix } from 'node:path';
import * as vscode from 'vscode';
import { openSession } from './open.ts';
import { plainLabel } from './plain.ts';
import { type Recording, telemetryKey } from './recording.ts';
import { exists } from './sidecar.ts';
import { stateWords } from './serverRows.ts';
import type { Servers } from './servers.ts';
import type { Toggle } from './serverToggle.ts';
import type { Telemetry } from './telemetry.ts';

/** `Recording search, memory` in the status bar, while something is; a click shows what is recorded where. */
export function showRecordingStatus(
  recording: Recording,
  servers: Servers,
  toggle: Toggle,
  telemetry: Telemetry,
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
    const label = more.length === 0 ? first : vscode.l10n.t('{0} sources', names.length);
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
      pickRecording(recording, servers, toggle, telemetry),
    ),
    vscode.commands.registerCommand('faultline.stopRecording', () => toggle.stopAll()),
  );
}

type Item = vscode.QuickPickItem & { readonly run: () => unknown };

async function pickRecording(
  recording: Recording,
  servers: Servers,
  toggle: Toggle,
  telemetry: Telemetry,
): Promise<void> {
  const { file } = recording;
  if (file === undefined) return;
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
    ...telemetryItems(recording, telemetry),
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Recording into {0}', vscode.workspace.asRelativePath(file)),
  });
  await picked?.run();
}

function telemetryItems(recording: Recording, telemetry: Telemetry): Item[] {
  if (!recording.has(telemetryKey, 'receiver')) {
    const label = `$(broadcast) ${vscode.l10n.t('Receive OpenTelemetry')}`;
    return [{ label, run: () => telemetry.start() }];
  }
  const { endpoint } = telemetry;
  const copy = {
    label: `$(copy) ${vscode.l10n.t('Copy the OpenTelemetry Endpoint')}`,
    // Without the token, which is nobody's to read over a shoulder.
    description: endpoint === undefined ? '' : new URL(endpoint).origin,
    run: () => telemetry.copy(),
  };
  const stop = {
    label: `$(close) ${vscode.l10n.t('Stop OpenTelemetry')}`,
    run: () => telemetry.stop(),
  };
  return endpoint === undefined ? [stop] : [copy, stop];
}

async function namesOf(recording: Recording, servers: Servers): Promise<readonly string[]> {
  const all = await servers.all();
  // A server that was taken out of its file meanwhile is still called what it was.
  return recording.servers.map(
    key => all.find(each => each.key === key)?.entry.name ?? key.slice(key.lastIndexOf('/') + 1),
  );
}
