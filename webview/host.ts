// The one place that talks to VS Code. The demo page brings a wire of its own.

/** What the page needs from whoever shows it: a channel, and a place to keep a little state. */
export interface Wire {
  send(frame: unknown): void;
  listen(receive: (frame: unknown) => void): void;
  load(): unknown;
  save(state: unknown): void;
}

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export function vsCodeWire(): Wire {
  const api = acquireVsCodeApi();
  return {
    send: frame => api.postMessage(frame),
    listen: receive => {
      window.addEventListener('message', (message: MessageEvent<unknown>) => receive(message.data));
    },
    load: () => api.getState(),
    save: state => api.setState(state),
  };
}
