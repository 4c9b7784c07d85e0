// `npm test`: every check of the repository, one after the other, to the end. The last line counts them.
//   node test/all.mjs [stage …]
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { repository, results, vsix } from './workbench/paths.mjs';

const windows = process.platform === 'win32';

/** What a stage runs, and what it counts: nothing but a failure, itself as one check, or its tests. */
const stages = [
  { name: 'build', script: 'build', counts: 'failure' },
  { name: 'types', script: 'test:types', counts: 'check' },
  { name: 'lint', script: 'test:lint', counts: 'check' },
  { name: 'unit', counts: 'tests' },
  { name: 'golden', counts: 'tests' },
  { name: 'integration', counts: 'tests' },
  { name: 'package', script: 'package', counts: 'failure' },
  { name: 'workbench', counts: 'tests' },
];

const asked = process.argv.slice(2);
await rm(results, { recursive: true, force: true });

const rows = [];
for (const stage of stages) {
  if (asked.length === 0 || asked.includes(stage.name)) rows.push(await runStage(stage));
}
report(rows);

async function runStage({ name, script, counts }) {
  console.log(`\n── ${name} ──`);
  // The workbench must never pass on an extension packaged by an earlier run.
  if (name === 'package') await rm(vsix, { force: true });
  const started = Date.now();
  const ok = script
    ? await succeeds('npm', ['run', '--silent', script], { shell: windows })
    : await succeeds(process.execPath, vitest(name));
  const seconds = (Date.now() - started) / 1000;
  const counted = counts === 'tests' ? await testCounts(name) : { passed: 0, failed: 0 };
  if (ok && counts === 'check') counted.passed = 1;
  // A run that breaks outside a test, or that finds no tests, fails as a whole.
  if (!ok && counted.failed === 0) counted.failed = 1;
  return { name, ...counted, seconds };
}

function vitest(project) {
  return [
    ...[join(repository, 'node_modules', 'vitest', 'vitest.mjs'), 'run'],
    ...['--config', join('test', 'vitest.config.mjs'), '--project', project],
    ...['--reporter=default', '--reporter=json'],
    `--outputFile.json=${resultFile(project)}`,
  ];
}

async function testCounts(project) {
  if (!existsSync(resultFile(project))) return { passed: 0, failed: 0 };
  const result = JSON.parse(await readFile(resultFile(project), 'utf8'));
  return { passed: result.numPassedTests, failed: result.numFailedTests };
}

function resultFile(project) {
  return join(results, `${project}.json`);
}

/** Runs a command with its output on ours and nothing to read; true when it ends well. */
function succeeds(command, args, options) {
  return new Promise(resolve => {
    const stdio = ['ignore', 'inherit', 'inherit'];
    const child = spawn(command, args, { cwd: repository, stdio, ...options });
    child.on('error', error => {
      console.error(error.message);
      resolve(false);
    });
    child.on('close', code => resolve(code === 0));
  });
}

function report(rows) {
  console.log(`\n${'stage'.padEnd(12)} passed  failed  seconds`);
  for (const { name, passed, failed, seconds } of rows) {
    const numbers = [String(passed).padStart(6), String(failed).padStart(6)].join('  ');
    console.log(`${name.padEnd(12)} ${numbers}  ${seconds.toFixed(1).padStart(7)}`);
  }
  const sum = key => rows.reduce((total, row) => total + row[key], 0);
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = sum('failed') > 0 ? 1 : 0;
}
