import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../local/environment/free-port.js';
import { LocalProgram, ROOT } from './local-program.js';

let folder: string;
let started: LocalProgram[];
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'command-line-')));
  started = [];
});
afterEach(() => {
  for (const program of started) program.kill();
  rmSync(folder, { recursive: true, force: true });
});

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}, root = ROOT): LocalProgram {
  const program = new LocalProgram(args, env, root);
  started.push(program);
  return program;
}

/** Runs it to an end that is one line on standard error, and nothing left. */
async function refusal(args: readonly string[], env: NodeJS.ProcessEnv = {}, root = ROOT): Promise<string> {
  const program = start(args, env, root);
  expect(await program.ended(60)).toBe(1);
  expect(program.leftovers()).toEqual([]);
  expect(program.stdout).toBe('');
  const lines = program.stderr.trimEnd().split('\n');
  const errors = lines.filter((line) => !/^ *\d+\.\d s {2}/.test(line));
  expect(errors).toHaveLength(1);
  return errors[0] ?? '';
}

describe('npm run local refuses in one line', () => {
  const data = ['--data', join(ROOT, 'package.json'), '--target', 'a', '--time', 'b', '--split-at', 'c'];

  it.each([
    ['an unknown option', ['--bogus'], /^error: .*--bogus.*--help/],
    ['an argument that is no option', ['data.csv'], /^error: .*data\.csv.*--help/],
    ['an option without its value', ['--port'], /^error: .*--port.*--help/],
    ['a port that is none', ['--port', '70000'], /^error: --port: got 70000, expected a number from 1 to 65535/],
    ['half of what says where the data is', ['--data', 'x.csv'], /^error: .*missing: --target, --time, --split-at/],
    [
      'data that is not there',
      ['--data', '/no/x.csv', ...data.slice(2)],
      /^error: --data: there is no file \/no\/x\.csv/,
    ],
    [
      'data that is a folder',
      ['--data', tmpdir(), ...data.slice(2)],
      /^error: --data: .* is a folder, expected a CSV file/,
    ],
    ['a place for the JSON that is not there', ['--json', '/no/x.json'], /^error: --json: there is no folder \/no/],
  ])('%s', async (_, args, message) => {
    expect(await refusal(args)).toMatch(message);
  });

  it('a port that is taken', async () => {
    const server = createServer();
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    try {
      const message = new RegExp(
        `^error: port ${port} of 127\\.0\\.0\\.1 can't be used .*; do stop what listens there`,
      );
      expect(await refusal(['--exit', '--port', String(port)])).toMatch(message);
    } finally {
      server.close();
    }
  });
});

describe('npm run local, when Python is not what it needs, says so in one line', () => {
  /** A folder for PATH with one interpreter that answers like this. */
  function fakePython(answer?: { readonly version: readonly number[]; readonly missing: readonly string[] }): string {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    if (answer === undefined) return bin;
    const file = join(bin, 'python3');
    writeFileSync(file, `#!/bin/sh\necho '${JSON.stringify({ ...answer, path: file })}'\n`);
    chmodSync(file, 0o755);
    return bin;
  }

  it.each([
    ['none', undefined, /^error: found no Python on PATH, expected Python 3\.10 to 3\.13; do install .*MLOPS_PYTHON/],
    [
      'an old one',
      { version: [3, 8, 10], missing: [] },
      /^error: found Python 3\.8\.10 .*expected Python 3\.10 to 3\.13; do /,
    ],
    [
      'one without venv',
      { version: [3, 12, 3], missing: ['ensurepip'] },
      /^error: .* it has no ensurepip; do .*python3\.12-venv/,
    ],
  ])('%s', async (_, python, message) => {
    expect(await refusal(['--exit'], { PATH: fakePython(python), MLOPS_PYTHON: undefined })).toMatch(message);
  });

  it('MLOPS_PYTHON that leads nowhere', async () => {
    expect(await refusal(['--exit'], { MLOPS_PYTHON: '/no/python' })).toMatch(/^error: MLOPS_PYTHON is \/no\/python/);
  });
});

describe('npm run local, on a machine without a network', () => {
  /** A second checkout, without the Python environment of this one. */
  function checkout(): string {
    const root = join(folder, 'checkout');
    mkdirSync(join(root, 'dist'), { recursive: true });
    cpSync(join(ROOT, 'dist/local'), join(root, 'dist/local'), { recursive: true });
    cpSync(join(ROOT, 'package.json'), join(root, 'package.json'));
    for (const name of ['local', 'containers', 'node_modules']) symlinkSync(join(ROOT, name), join(root, name));
    return root;
  }
  const offline = (retries: number): NodeJS.ProcessEnv => ({
    PIP_CONFIG_FILE: '/dev/null',
    PIP_INDEX_URL: 'http://127.0.0.1:9/simple',
    PIP_EXTRA_INDEX_URL: undefined,
    PIP_FIND_LINKS: undefined,
    PIP_RETRIES: String(retries),
  });

  it('ends the install on Ctrl-C; the next run makes it anew, and says in one line that it can not', async () => {
    const root = checkout();
    const program = start(['--exit'], offline(20), root);
    await program.until('pip', 60, () => program.processes().find((line) => line.includes('-m pip install')));
    program.interrupt();
    expect(await program.ended(10)).toBe(130);
    expect(program.leftovers()).toEqual([]);
    expect(existsSync(join(root, '.local/venv.lock'))).toBe(false);

    const message = /^error: pip could not install the Python packages: ERROR.*; do check the network/;
    expect(await refusal(['--exit'], offline(0), root)).toMatch(message);
  });
});

describe('npm run local leaves nothing behind, and the next run works', () => {
  it('when Ctrl-C comes at once, or while the embedded AWS starts', async () => {
    const early = start(['--exit']);
    await sleep(100);
    early.interrupt();
    expect([130, 'SIGINT']).toContain(await early.ended(10));
    expect(early.leftovers()).toEqual([]);

    const starting = start(['--exit']);
    await starting.until(
      'a server',
      30,
      () => existsSync(join(starting.workFolder, 'logs/sagemaker.log')) || undefined,
    );
    starting.interrupt();
    expect(await starting.ended(10)).toBe(130);
    expect(starting.leftovers()).toEqual([]);
  });

  it('when it is killed while it deploys, and when Ctrl-C comes while the next one trains', async () => {
    const killed = start(['--exit']);
    await killed.printed(/Mlops-local: deploying/, 120);
    killed.kill();
    expect(await killed.ended(5)).toBe('SIGKILL');
    for (let i = 0; i < 100 && killed.processes().length > 0; i += 1) await sleep(200);
    expect(killed.processes()).toEqual([]);

    const training = start(['--exit']);
    await training.printed(/retrain start/, 120);
    expect(existsSync(killed.workFolder)).toBe(false);
    await training.until('a training job', 60, () => training.processes().find((line) => /train\.py train/.test(line)));
    training.interrupt();
    expect(await training.ended(10)).toBe(130);
    expect(training.leftovers()).toEqual([]);
  });

  it('when Ctrl-C comes while it deploys', async () => {
    const program = start(['--exit']);
    await program.printed(/Mlops-local: deploying/, 120);
    program.interrupt();
    expect(await program.ended(10)).toBe(130);
    expect(program.leftovers()).toEqual([]);
  });
});
