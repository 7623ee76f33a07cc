import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../environment/project-root.js';

export interface ProgramResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const running = new Set<ChildProcess>();

export interface ProgramOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Kills the program with all that it started. */
  readonly signal: AbortSignal;
  /** Hears each line of standard error. */
  readonly onLine?: (line: string) => void;
}

const ENVIRONMENT = join(projectRoot(), 'local/environment');
const TIED_NODE = pathToFileURL(join(ENVIRONMENT, 'tied-to-parent.mjs')).href;
const TIED_PYTHON = join(ENVIRONMENT, 'tied_to_parent.py');

/** Runs a Node program to its end, with this process's Node. It ends with this process, whatever ends it. */
export function runNode(args: readonly string[], options: ProgramOptions): Promise<ProgramResult> {
  return run(process.execPath, ['--import', TIED_NODE, ...args], options);
}

/** Runs a Python script to its end. It ends with this process, whatever ends it. */
export function runPython(python: string, args: readonly string[], options: ProgramOptions): Promise<ProgramResult> {
  return run(python, [TIED_PYTHON, ...args], options);
}

function run(command: string, args: readonly string[], options: ProgramOptions): Promise<ProgramResult> {
  options.signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    running.add(child);
    const kill = () => killGroup(child);
    options.signal.addEventListener('abort', kill, { once: true });
    let stdout = '';
    let stderr = '';
    let partial = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      if (options.onLine === undefined) return;
      const lines = (partial + text).split(/\r?\n/);
      partial = lines.pop() ?? '';
      for (const line of lines) options.onLine(line);
    });
    child.on('error', reject);
    child.on('close', (code) => {
      running.delete(child);
      options.signal.removeEventListener('abort', kill);
      if (options.signal.aborted) reject(options.signal.reason);
      else resolve({ code: code ?? 1, stdout, stderr });
    });
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGTERM');
  } catch {
    // It has ended already.
  }
}

/** For the last moment of the process: nothing that it started stays. */
export function killAllPrograms(): void {
  for (const child of running) killGroup(child);
}
