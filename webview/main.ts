import { start } from './app.ts';
import { vsCodeWire } from './host.ts';

const root = document.getElementById('root');
if (root !== null) start(root, vsCodeWire());
