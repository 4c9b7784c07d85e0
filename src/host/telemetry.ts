import * as vscode from 'vscode';
import type { RecorderCommand } from '../recorder/configs/wrap.ts';
import type { Listening } from '../recorder/connectProxy.ts';
import { messageOf } from './log.ts';
import type { Log } from './log.ts';
import { plainLabel } from './plain.ts';
import { type Recording, telemetryKey } from './recording.ts';
import { refuse } from './refuse.ts';
import { trusted } from './serverToggle.ts';

interface Receiver {
  readonly file: string;
  readonly started: Promise<Listening>;
}

/**
 * OpenTelemetry, received into the recording of this window from when a person asks for it until the recording ends. A
 * process of its own listens and writes, so that no export holds up the window.
 */
export class Telemetry {
  readonly #recording: Recording;
  readonly #recorder: RecorderCommand;
  readonly #log: Log;
  readonly #listeners: vscode.Disposable;
  #receiver: Receiver | undefined;
  /** The port is free again when this has resolved. */
  #before: Promise<unknown> = Promise.resolve();
  /** The port of the settings was taken, and the person does not mind another. */
  #anyPort = false;
  #endpoint: string | undefined;

  constructor(recording: Recording, recorder: RecorderCommand, log: Log) {
    this.#recording = recording;
    this.#recorder = recorder;
    this.#log = log;
    const follow = (): void => this.#follow();
    this.#listeners = vscode.Disposable.from(
      recording.onDidChange(follow),
      vscode.workspace.onDidGrantWorkspaceTrust(follow),
      vscode.commands.registerCommand('faultline.receiveTelemetry', () => this.start()),
      vscode.commands.registerCommand('faultline.copyTelemetryEndpoint', () => this.copy()),
    );
    follow();
  }

  /** What agents are told, once it is known: `http://127.0.0.1:4318/<token>`. */
  get endpoint(): string | undefined {
    return this.#endpoint;
  }

  /** Receives into the current recording; starts one if there is none. */
  async start(): Promise<void> {
    if (!trusted()) return;
    await this.#recording.add(telemetryKey, 'receiver');
    const receiver = this.#receiver;
    // Why it cannot listen is told where it is started.
    const listening = await receiver?.started.catch(() => undefined);
    if (listening === undefined) return;
    const copy = vscode.l10n.t('Copy the Setting');
    const words = vscode.l10n.t(
      'OpenTelemetry goes into {0}. Start the agents with OTEL_EXPORTER_OTLP_ENDPOINT set to the address of this receiver.',
      vscode.workspace.asRelativePath(receiver?.file ?? ''),
    );
    const picked = await vscode.window.showInformationMessage(words, copy);
    if (picked === copy) await this.copy();
  }

  async stop(): Promise<void> {
    await this.#recording.remove(telemetryKey, 'receiver');
  }

  /** The line for a shell, a `.env` file or a launch configuration. */
  async copy(): Promise<void> {
    if (this.#endpoint === undefined) return;
    await vscode.env.clipboard.writeText(`OTEL_EXPORTER_OTLP_ENDPOINT=${this.#endpoint}`);
    vscode.window.setStatusBarMessage(vscode.l10n.t('OpenTelemetry endpoint copied'), 5000);
  }

  dispose(): void {
    this.#listeners.dispose();
    this.#end();
  }

  /** Listens where the recording says so, and only there. */
  #follow(): void {
    const wanted = this.#recording.has(telemetryKey, 'receiver') && vscode.workspace.isTrusted;
    const file = wanted ? this.#recording.file : undefined;
    if (file === this.#receiver?.file) return;
    this.#end();
    if (file === undefined) return;
    const started = this.#listen(file);
    const receiver = { file, started };
    this.#receiver = receiver;
    started.then(
      ({ url, over }) => {
        if (this.#receiver !== receiver) return;
        this.#become(url);
        void over.then(() => {
          if (this.#receiver !== receiver) return;
          refuse(vscode.l10n.t('The OpenTelemetry receiver has ended. Start it again to go on.'));
          return this.stop();
        });
      },
      async (error: unknown) => {
        if (this.#receiver !== receiver) return;
        await this.stop();
        await this.#explain(messageOf(error));
      },
    );
  }

  async #listen(file: string): Promise<Listening> {
    await this.#before;
    const { startReceiver } = await import('./onDemand.ts');
    const port = this.#anyPort ? 0 : settingOfPort();
    return await startReceiver(this.#recorder, file, port, text => {
      this.#log.error(text);
      void vscode.window.showWarningMessage(plainLabel(text, 1_000));
    });
  }

  #end(): void {
    const receiver = this.#receiver;
    this.#receiver = undefined;
    this.#become(undefined);
    const over = receiver?.started.then(
      listening => {
        listening.stop();
        return listening.over;
      },
      () => {},
    );
    if (over !== undefined) this.#before = over;
  }

  #become(endpoint: string | undefined): void {
    this.#endpoint = endpoint;
    void vscode.commands.executeCommand(
      'setContext',
      'faultline.receiving',
      endpoint !== undefined,
    );
  }

  async #explain(why: string): Promise<void> {
    this.#log.error(why);
    if (!/port \d+ is in use/u.test(why)) {
      refuse(vscode.l10n.t('OpenTelemetry cannot be received: {0}', why));
      return;
    }
    const other = vscode.l10n.t('Use Any Free Port');
    const change = vscode.l10n.t('Change the Port');
    const picked = await vscode.window.showErrorMessage(
      vscode.l10n.t(
        'Port {0} is in use by another program, or by Faultline for another folder.',
        settingOfPort(),
      ),
      other,
      change,
    );
    if (picked === change) {
      await vscode.commands.executeCommand('workbench.action.openSettings', 'faultline.otlp.port');
    }
    if (picked !== other) return;
    this.#anyPort = true;
    await this.start();
  }
}

const settingOfPort = (): number =>
  vscode.workspace.getConfiguration('faultline').get('otlp.port', 4318);
