import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../local/environment/free-port.js';
import { projectRoot } from '../../local/environment/project-root.js';

export const root = projectRoot();
const folders: string[] = [];
const processes: ChildProcess[] = [];

/** A new folder that `cleanUp` removes. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mlops-containers-'));
  folders.push(folder);
  return folder;
}

/** Ends what the tests of a file started, and removes what they wrote. */
export function cleanUp(): void {
  for (const child of processes) child.kill('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Program {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  readonly output: () => string;
}

/** Starts a program with an environment of PATH and the given variables. */
export function start(command: string, args: readonly string[], env: Record<string, string> = {}): Program {
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  processes.push(child);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, ended, output: () => stdout + stderr };
}

export function writeFile(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

export interface TrainingJob {
  readonly train?: string;
  readonly evaluation?: string;
  readonly hyperparameters: Readonly<Record<string, unknown>>;
}

/** Starts the training program on a fresh `/opt/ml` with the job's channels. */
export function startTraining(python: string, job: TrainingJob): Program & { readonly base: string } {
  const base = temporaryFolder();
  writeFile(join(base, 'input/config/hyperparameters.json'), JSON.stringify(job.hyperparameters));
  if (job.train !== undefined) writeFile(join(base, 'input/data/train/train.csv'), job.train);
  if (job.evaluation !== undefined) writeFile(join(base, 'input/data/evaluation/evaluation.csv'), job.evaluation);
  const program = join(root, 'containers/sklearn-train/train.py');
  return { ...start(python, [program, 'train'], { SAGEMAKER_BASE_DIR: base }), base };
}

/** Files below the `/opt/ml` of a job that succeeded; throws with its output when it failed. */
export async function trained(python: string, job: TrainingJob) {
  const { base, ended, output } = startTraining(python, job);
  if ((await ended).code !== 0) throw new Error(output());
  const bytes = (path: string): Buffer => readFileSync(join(base, path));
  return {
    base,
    bytes,
    text: (path: string): string => bytes(path).toString('utf8'),
    json: (path: string): unknown => JSON.parse(bytes(path).toString('utf8')),
  };
}

/** The failure message of a job that must fail. */
export async function failureOf(python: string, job: TrainingJob): Promise<string> {
  const { base, ended, output } = startTraining(python, job);
  if ((await ended).code !== 1) throw new Error(`expected exit code 1; output: ${output()}`);
  return readFileSync(join(base, 'output/failure'), 'utf8');
}

export interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
}

export interface Server extends Program {
  readonly url: string;
  readonly invoke: (body: string | Uint8Array<ArrayBuffer>, type?: string) => Promise<Answer>;
}

/** Starts the serving program on `<base>/model`, and waits until it answers its ping. */
export async function startServing(base: string): Promise<Server> {
  const port = await freePort();
  const program = start(process.execPath, [join(root, 'containers/onnx-serve/server.js'), 'serve'], {
    SAGEMAKER_BASE_DIR: base,
    SAGEMAKER_BIND_TO_PORT: String(port),
  });
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + 20_000;
  while (!(await answersPing(url))) {
    if (Date.now() > deadline || program.child.exitCode !== null) throw new Error(`no server: ${program.output()}`);
    await sleep(50);
  }
  const invoke = async (body: string | Uint8Array<ArrayBuffer>, type = 'application/json'): Promise<Answer> => {
    const response = await fetch(`${url}/invocations`, { method: 'POST', headers: { 'content-type': type }, body });
    return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
  };
  return { ...program, url, invoke };
}

const answersPing = (url: string): Promise<boolean> =>
  fetch(`${url}/ping`).then(
    (response) => response.status === 200,
    () => false,
  );
