import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type FoundPython, findPython } from './find-python.js';
import { LocalSetupError } from './local-setup-error.js';
import { withLock } from './lock-file.js';
import { projectRoot } from './project-root.js';

const run = promisify(execFile);
const TIED_TO_PARENT = join(projectRoot(), 'local/environment/tied_to_parent.py');
const STAMP = 'complete.sha256';
const PROXY_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy'];

export interface PythonEnvironmentProps {
  /** Where the virtual environment goes; beside it, while it is being made, lies `<folder>.lock`. */
  readonly folder: string;
  /** Paths of requirements files with exact pins. */
  readonly requirements: readonly string[];
  /** What the pins need and don't name stays out, however they ask for it. @default false */
  readonly onlyPinned?: boolean;
  readonly log: (line: string) => void;
  /** @default - runs to its end */
  readonly signal?: AbortSignal;
  /** Where Python and pip's settings are looked for. @default process.env */
  readonly environment?: NodeJS.ProcessEnv;
}

/**
 * Makes a virtual environment with the pinned packages, unless it is there already for the same pins and Python.
 *
 * Safe to run from several processes at once, and to kill: what was not finished is made anew.
 * Throws a LocalSetupError for no (usable) Python and for packages that can't be installed.
 */
export async function preparePythonEnvironment(props: PythonEnvironmentProps): Promise<{ python: string }> {
  const { folder, log, signal } = props;
  const environment = props.environment ?? process.env;
  const base = await findPython(environment);
  const expected = stampOf(base, props.requirements);
  const python = join(folder, 'bin', 'python');
  if (isComplete(folder, python, expected)) return { python };
  mkdirSync(dirname(folder), { recursive: true });
  const onWait = (owner: number): void => log(`waiting for process ${owner}, which prepares ${folder}`);
  return withLock({ file: `${folder}.lock`, onWait, signal }, async () => {
    if (!isComplete(folder, python, expected)) {
      await create(base, { ...props, environment }, python);
      writeFileSync(join(folder, STAMP), expected);
    }
    return { python };
  });
}

function stampOf(base: FoundPython, requirements: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify([base.version, base.path]));
  for (const file of requirements) hash.update(readFileSync(file));
  return hash.digest('hex');
}

function isComplete(folder: string, python: string, expected: string): boolean {
  const stamp = join(folder, STAMP);
  return existsSync(stamp) && existsSync(python) && readFileSync(stamp, 'utf8') === expected;
}

interface CreateProps extends PythonEnvironmentProps {
  readonly environment: NodeJS.ProcessEnv;
}

async function create(base: FoundPython, props: CreateProps, python: string): Promise<void> {
  const { folder, log, signal } = props;
  const env = pipEnvironment(props.environment);
  const started = Date.now();
  log(`making a Python ${base.version.join('.')} environment in ${folder} (once; about a minute)`);
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
  try {
    await run(base.path, [TIED_TO_PARENT, '-m', 'venv', folder], { env, signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw new LocalSetupError(
      `${base.path} -m venv ${folder} failed: ${lastLine(error)}`,
      'do install its venv module (Debian and Ubuntu: python3-venv), or set MLOPS_PYTHON to another Python',
      { cause: error },
    );
  }
  await install(python, props, env);
  log(`the Python environment is ready (${Math.round((Date.now() - started) / 1000)} s)`);
}

async function install(python: string, props: CreateProps, env: NodeJS.ProcessEnv): Promise<void> {
  const { requirements, onlyPinned = false, signal } = props;
  const files = requirements.flatMap((file) => ['-r', file]);
  const options = ['--quiet', '--disable-pip-version-check', '--no-input', ...(onlyPinned ? ['--no-deps'] : [])];
  const pip = [TIED_TO_PARENT, '-m', 'pip', 'install', ...options, ...files];
  const attempts = [env];
  if (PROXY_VARIABLES.some((name) => env[name] !== undefined)) attempts.push(withoutProxy(env));
  let failure: unknown;
  for (const attempt of attempts) {
    try {
      await run(python, pip, { env: attempt, signal, maxBuffer: 64 * 1024 * 1024 });
      return;
    } catch (error) {
      signal?.throwIfAborted();
      failure = error;
    }
  }
  throw new LocalSetupError(
    `pip could not install the Python packages: ${lastLine(failure)}`,
    'do check the network (and proxy), then run this again',
    { cause: failure },
  );
}

/** pip keeps its own settings and the proxy; what would lead it elsewhere than the new environment goes. */
function pipEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { PYTHONPATH: _path, PYTHONHOME: _home, VIRTUAL_ENV: _venv, PIP_TARGET: _target, ...kept } = environment;
  return { ...kept, PIP_USER: '0', PIP_PROGRESS_BAR: 'off' };
}

function withoutProxy(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !PROXY_VARIABLES.includes(name)));
}

function lastLine(error: unknown): string {
  const output = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return (lines.findLast((line) => line.startsWith('ERROR')) ?? lines.at(-1) ?? 'no output').trim();
}
