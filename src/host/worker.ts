import { parentPort } from 'node:worker_threads';
import { Rpc } from '../protocol/rpc.ts';
import type { EngineRequests } from './engineRequests.ts';
import { sessionHandlers } from './workerSessions.ts';

// The analysis thread of the extension host: reading, linking and slicing happen here, never on the host's main loop.

const port = parentPort;
if (port === null) throw new Error('worker.js runs as a worker thread only');

const link = new Rpc<never, never, object, EngineRequests>(
  { send: frame => port.postMessage(frame), after: () => () => {} },
  () => {},
  sessionHandlers(),
);
port.on('message', frame => link.receive(frame));
