import { createInterface } from 'node:readline';
import { answer } from './answers.mjs';

createInterface({ input: process.stdin }).on('line', line => {
  const said = answer(JSON.parse(line));
  if (said !== undefined) process.stdout.write(`${said}\n`);
});
