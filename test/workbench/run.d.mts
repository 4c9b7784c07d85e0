import type { ChildProcess, SpawnOptions } from 'node:child_process';

export function run(command: string, args: string[], options?: SpawnOptions): Promise<string>;
export function npm(args: string[], cwd: string): Promise<string>;
export function stopTree(child: ChildProcess): void;
