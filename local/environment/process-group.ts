import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ProcessGroupProps {
  /** What it is, in messages. */
  readonly name: string;
  readonly command: string;
  readonly arguments: readonly string[];
  /** The whole environment; nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  /** Takes standard output and error; appended to. */
  readonly logFile: string;
}

/**
 * A program that leads a process group of its own, so that it can be stopped with all that it started.
 *
 * It gets one end of a pipe as standard input, which the system closes when this process dies of whatever cause; a
 * program run by `tied_to_parent.py` ends then.
 */
export class ProcessGroup {
  readonly exited: Promise<void>;
  #running = true;

  private constructor(
    readonly props: ProcessGroupProps,
    readonly pid: number,
    exited: Promise<void>,
  ) {
    this.exited = exited.then(() => {
      this.#running = false;
    });
  }

  /** Starts the program; rejects when it can't be started. */
  static start(props: ProcessGroupProps): Promise<ProcessGroup> {
    const log = openSync(props.logFile, 'a');
    const child = spawn(props.command, props.arguments, {
      cwd: props.folder,
      env: { ...props.environment },
      detached: true,
      stdio: ['pipe', log, log],
    });
    closeSync(log);
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('spawn', () => {
        if (child.pid === undefined) reject(new Error(`${props.name} has no process id`));
        else resolve(new ProcessGroup(props, child.pid, exited));
      });
    });
  }

  get running(): boolean {
    return this.#running;
  }

  /** The last lines of the log, for a message. */
  lastLines(count: number): string {
    return readFileSync(this.props.logFile, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
  }

  /** SIGTERM to the leader, and after `graceSeconds`, or when it has ended, SIGKILL to all that is left. */
  async stop(graceSeconds = 6): Promise<void> {
    if (this.#running) {
      signal(this.pid, 'SIGTERM');
      await Promise.race([this.exited, sleep(graceSeconds * 1000, undefined, { ref: false })]);
    }
    signal(-this.pid, 'SIGKILL');
    await this.exited;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // ESRCH: it has ended. EPERM: macOS, for a group of zombies.
    if (!(error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM'))) throw error;
  }
}
