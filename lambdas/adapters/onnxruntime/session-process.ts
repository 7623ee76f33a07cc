import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { DependencyUnavailable } from '../../domain/errors.js';
import type { ModelGraph } from '../../domain/gates/signature-gate.js';
import { SESSION_PROGRAM } from './session-program.js';

export interface SessionLimits {
  /** Of the load, and of each run. */
  readonly seconds: number;
  /** Resident memory of the process. */
  readonly megabytes: number;
}

export interface Feed {
  readonly name: string;
  readonly type: string;
  readonly data: unknown;
}

export interface OutputTensor {
  readonly type: string;
  readonly data: ArrayLike<unknown>;
}

/** What the model did that nobody has to put up with: it is the model's fault. */
export class ModelProblem extends Error {}

interface Call {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Of the environment, what Node itself needs: the model's process has no credentials. */
const INHERITED = ['PATH', 'LD_LIBRARY_PATH', 'TMPDIR', 'LANG'];
const LOOK_MILLISECONDS = 50;
const PAGE_BYTES = 4096;
const MEGABYTE = 1024 ** 2;

/** 60 seconds are what an endpoint has for a request; of the memory, the function's own part is left to it. */
export function defaultLimits(env: Readonly<Record<string, string | undefined>> = process.env): SessionLimits {
  const own = Number(env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? Number.NaN);
  return { seconds: 60, megabytes: Math.floor((Number.isFinite(own) ? own : totalmem() / MEGABYTE) * 0.6) };
}

/**
 * An ONNX session in a process of its own, which is killed when it takes too long or too much: native code can't be
 * stopped otherwise, and would take this process with it. Memory is looked at where /proc is.
 */
export class SessionProcess {
  private readonly child: ChildProcess;
  private readonly calls = new Map<number, Call>();
  private last = 0;
  private ended: Error | undefined;

  private constructor(private readonly limits: SessionLimits) {
    const inherited = INHERITED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
    this.child = spawn(process.execPath, ['--eval', SESSION_PROGRAM], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
      env: Object.fromEntries(inherited),
    });
    this.child.on('message', (message) => this.answer(message as { id: number; value?: unknown; problem?: string }));
    this.child.on('error', (cause) => this.end(unexpected(cause.message, cause)));
    this.child.on('exit', (code, signal) => this.end(unexpected(signal ?? `exit code ${code}`)));
    this.idle();
  }

  /** Throws ModelProblem for a model that can't be loaded, or takes more than the limits. */
  static async load(module: string, onnx: Uint8Array, limits: SessionLimits): Promise<[SessionProcess, ModelGraph]> {
    const folder = await mkdtemp(join(tmpdir(), 'mlops-model-'));
    const session = new SessionProcess(limits);
    try {
      const path = join(folder, 'model.onnx');
      await writeFile(path, onnx);
      return [session, (await session.call('load', { module, path })) as ModelGraph];
    } catch (error) {
      session.close();
      throw error;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** The named outputs of some rows. Throws ModelProblem. */
  async run(feeds: readonly Feed[], rows: number, outputs: readonly string[]): Promise<readonly OutputTensor[]> {
    return (await this.call('run', { feeds, rows, outputs })) as OutputTensor[];
  }

  close(): void {
    this.end(new Error('the session was closed'));
  }

  private async call(action: string, payload: unknown): Promise<unknown> {
    if (this.ended !== undefined) throw this.ended;
    this.last += 1;
    const id = this.last;
    const { seconds } = this.limits;
    const deadline = setTimeout(
      () => this.end(new ModelProblem(`it did not answer within ${seconds} s`)),
      seconds * 1_000,
    );
    const looks = setInterval(() => void this.look(), LOOK_MILLISECONDS);
    this.child.ref();
    this.child.channel?.ref();
    try {
      return await new Promise((resolve, reject) => {
        this.calls.set(id, { resolve, reject });
        this.child.send({ id, action, payload }, (error) => {
          if (error !== null) this.end(unexpected(error.message, error));
        });
      });
    } finally {
      clearTimeout(deadline);
      clearInterval(looks);
      this.calls.delete(id);
      this.idle();
    }
  }

  /** A session that nobody asks anything keeps no program from ending. */
  private idle(): void {
    this.child.unref();
    this.child.channel?.unref();
  }

  private async look(): Promise<void> {
    const text = await readFile(`/proc/${this.child.pid}/statm`, 'utf8').catch(() => '');
    const megabytes = (Number(text.split(' ')[1] ?? 0) * PAGE_BYTES) / MEGABYTE;
    if (megabytes > this.limits.megabytes) {
      this.end(new ModelProblem(`it needs more than the ${this.limits.megabytes} MB that there are for it`));
    }
  }

  private answer({ id, value, problem }: { id: number; value?: unknown; problem?: string }): void {
    const call = this.calls.get(id);
    if (problem === undefined) call?.resolve(value);
    else call?.reject(new ModelProblem(problem));
  }

  private end(reason: Error): void {
    if (this.ended !== undefined) return;
    this.ended = reason;
    this.child.kill('SIGKILL');
    for (const { reject } of this.calls.values()) reject(reason);
  }
}

const unexpected = (why: string, cause?: unknown): DependencyUnavailable =>
  new DependencyUnavailable(`the process that runs the model ended: ${why}`, { cause });
