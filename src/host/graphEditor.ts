import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { HostEvent, Requests, WebviewEvent } from '../protocol/messages.ts';
import { Rpc } from '../protocol/rpc.ts';
import { later } from './engine.ts';
import { graphHtml } from './graphPage.ts';
import { messageOf } from './log.ts';
import type { Log } from './log.ts';
import { refuse } from './refuse.ts';
import type { SessionDocument } from './sessionDocument.ts';
import type { Sessions } from './sessions.ts';
import { checkedFrame } from './webviewMessages.ts';

export const graphViewType = 'faultline.graph';
/** The same editor for formats of others, where it is offered but never the default: a view type has one priority. */
export const foreignViewType = 'faultline.graph.foreign';

/** What the graph asks the rest of the editor to do. */
export interface GraphActions {
  openTranscript(session: SessionDocument): Promise<void>;
  openAsText(uri: vscode.Uri): Promise<void>;
  showSkippedLines(session: SessionDocument): Promise<void>;
}

interface GraphDocument extends vscode.CustomDocument {
  readonly session: SessionDocument;
}

/** The graph of a session, as the editor of its file. */
export class GraphEditor implements vscode.CustomReadonlyEditorProvider<GraphDocument> {
  readonly #pages: vscode.Uri;
  readonly #sessions: Sessions;
  readonly #actions: GraphActions;
  readonly #log: Log;

  constructor(extension: vscode.Uri, sessions: Sessions, actions: GraphActions, log: Log) {
    this.#pages = vscode.Uri.joinPath(extension, 'dist', 'webview');
    this.#sessions = sessions;
    this.#actions = actions;
    this.#log = log;
  }

  openCustomDocument(uri: vscode.Uri): GraphDocument {
    const session = this.#sessions.acquire(uri);
    return { uri, session, dispose: () => this.#sessions.release(session) };
  }

  resolveCustomEditor({ session }: GraphDocument, panel: vscode.WebviewPanel): void {
    const { webview } = panel;
    const link: GraphLink = new Rpc(
      {
        send: frame => {
          this.#log.message('to graph', kindOf(frame), frame);
          void webview.postMessage(frame);
        },
        after: later,
      },
      event => {
        listening = true;
        selecting = true;
        this.#answer(event, session, link);
        selecting = false;
      },
      { details: seq => session.details(seq), search: text => session.search(text) },
    );
    // What is said before the page listens would be said twice: its first word brings the whole state.
    let listening = false;
    // A page that selects a step need not be told; another one of the same session has to be.
    let selecting = false;
    const tell = (event: HostEvent): void => {
      if (listening) link.event(event);
    };
    const follow = (): void => {
      if (panel.active || this.#sessions.active === undefined) this.#sessions.activate(session);
    };
    const listeners = [
      webview.onDidReceiveMessage((message: unknown) => {
        this.#log.message('from graph', kindOf(message), message);
        const frame = checkedFrame(message);
        if (frame === undefined) this.#log.error('The graph sent a message of no known form.');
        else link.receive(frame);
      }),
      session.onDidChange(what => tell(what === 'slice' ? sliceOf(session) : all(session))),
      session.onDidSelect(({ seq }) => {
        if (!selecting) tell({ kind: 'select', seq });
      }),
      panel.onDidChangeViewState(() => {
        // The page of a hidden tab is gone: what would be said to it would pile up, and its successor asks anew.
        if (!panel.visible) listening = false;
        follow();
      }),
    ];
    panel.onDidDispose(() => {
      link.dispose();
      for (const listener of listeners) listener.dispose();
    });
    webview.options = { enableScripts: true, localResourceRoots: [this.#pages] };
    webview.html = this.#html(webview, session.name);
    follow();
  }

  #html(webview: vscode.Webview, title: string): string {
    const at = (name: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(this.#pages, name)).toString();
    return graphHtml({
      title,
      script: at('graph.js'),
      styles: at('graph.styles.css'),
      source: webview.cspSource,
      nonce: randomBytes(16).toString('hex'),
    });
  }

  #answer(event: WebviewEvent, session: SessionDocument, link: GraphLink): void {
    switch (event.kind) {
      case 'ready':
        link.event(all(session));
        if (session.selected !== undefined) link.event({ kind: 'select', seq: session.selected });
        return;
      case 'select':
        session.select(event.seq, 'graph');
        return;
      case 'mark':
        void session.mark(event.seq, event.range, event.verdict);
        return;
      case 'note':
        void session.note(event.mark, event.text);
        return;
      case 'override':
        void session.override(event.used, event.generated, event.didUse);
        return;
      case 'undo':
        void session.undo();
        return;
      case 'redo':
        void session.redo();
        return;
      case 'openTranscript':
        session.select(event.seq, 'graph');
        this.#carryOut(this.#actions.openTranscript(session));
        return;
      case 'openAsText':
        this.#carryOut(this.#actions.openAsText(session.uri));
        return;
      case 'showDiagnostics':
        this.#carryOut(this.#actions.showSkippedLines(session));
        return;
    }
  }

  #carryOut(task: Promise<void>): void {
    task.catch((error: unknown) => {
      this.#log.error(messageOf(error));
      refuse(messageOf(error));
    });
  }
}

type GraphLink = Rpc<HostEvent, WebviewEvent, object, Requests>;

function all(session: SessionDocument): HostEvent {
  const { state } = session;
  switch (state.kind) {
    case 'loading':
      return { kind: 'loading', name: session.name };
    case 'refused':
      return state;
    case 'open':
      return { kind: 'graph', graph: state.graph, slice: state.slice };
  }
}

function sliceOf(session: SessionDocument): HostEvent {
  const { opened } = session;
  return opened === undefined ? all(session) : { kind: 'slice', slice: opened.slice };
}

/** What a frame is about, for the log. */
function kindOf(frame: unknown): string {
  const { event, method } = (frame ?? {}) as { event?: { kind?: unknown }; method?: unknown };
  return [event?.kind, method].find(name => typeof name === 'string') ?? 'answer';
}
