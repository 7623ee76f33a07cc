import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const ROOT = resolve(import.meta.dirname, '../..');

export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** `npm run local` after its build, as a person starts it in a terminal: the leader of a process group. */
export class LocalProgram {
  readonly pid: number;
  stdout = '';
  stderr = '';
  readonly #ended: Promise<ProgramEnd>;
  #end: ProgramEnd | undefined;

  constructor(
    args: readonly string[],
    env: NodeJS.ProcessEnv = {},
    readonly root = ROOT,
  ) {
    const child: ChildProcess = spawn(process.execPath, [join(root, 'dist/local/main.mjs'), ...args], {
      cwd: root,
      env: { ...process.env, ...env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (child.pid === undefined) throw new Error('the program did not start');
    this.pid = child.pid;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.#ended = new Promise((done) => {
      child.once('close', (code, signal) => {
        this.#end = { code, signal };
        done(this.#end);
      });
    });
  }

  get workFolder(): string {
    return join(this.root, '.local/runs', String(this.pid));
  }

  /** The processes of this run that still live: those with its folder in command line or environment. */
  processes(): string[] {
    const lines = execFileSync('ps', ['axeww', '-o', 'pid=,command='], { encoding: 'utf8', maxBuffer: 2 ** 26 });
    const mark = new RegExp(`${this.root === ROOT ? this.workFolder : this.root}(/|\\s|$)`);
    return lines.split('\n').filter((line) => mark.test(line));
  }

  /** What of this run is still there: its processes, and its working folder. */
  leftovers(): string[] {
    const processes = this.processes().map((line) => line.trim().slice(0, 200));
    return [...processes, ...(existsSync(this.workFolder) ? [this.workFolder] : [])];
  }

  /** Waits until it printed this; fails when it ends before. */
  async printed(pattern: RegExp, seconds: number): Promise<RegExpMatchArray> {
    return this.until(String(pattern), seconds, () => (this.stdout + this.stderr).match(pattern) ?? undefined);
  }

  async until<T>(what: string, seconds: number, ask: () => T | undefined): Promise<T> {
    for (const deadline = Date.now() + seconds * 1000; ; await sleep(20)) {
      const answer = ask();
      if (answer !== undefined) return answer;
      if (this.#end !== undefined || Date.now() > deadline) {
        throw new Error(`${what}: not seen within ${seconds} s, in\n${this.stdout}${this.stderr}`);
      }
    }
  }

  /** Its exit code, or the signal that ended it. */
  async ended(seconds: number): Promise<number | NodeJS.Signals | null> {
    const end = await Promise.race([this.#ended, sleep(seconds * 1000, undefined, { ref: false })]);
    if (end === undefined) throw new Error(`it did not end within ${seconds} s:\n${this.stdout}${this.stderr}`);
    return end.code ?? end.signal;
  }

  /** Ctrl-C: the terminal sends SIGINT to the whole group. */
  interrupt(): void {
    process.kill(-this.pid, 'SIGINT');
  }

  /** For the end of a test, whatever happened in it. */
  kill(): void {
    if (this.#end === undefined) process.kill(this.pid, 'SIGKILL');
  }
}
