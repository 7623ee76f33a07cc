import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findPython } from '../../../local/environment/find-python.js';
import { preparePythonEnvironment } from '../../../local/environment/python-environment.js';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'python-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A PATH with interpreters that answer the probe with this. */
function path(interpreters: Record<string, { version: number[]; missing?: string[] }>): NodeJS.ProcessEnv {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const [name, { version, missing = [] }] of Object.entries(interpreters)) {
    const file = join(bin, name);
    writeFileSync(file, `#!/bin/sh\necho '${JSON.stringify({ version, missing, path: file })}'\n`);
    chmodSync(file, 0o755);
  }
  return { PATH: bin };
}

const pinned = (content = '# nothing\n'): string[] => {
  const file = join(folder, 'requirements.txt');
  writeFileSync(file, content);
  return [file];
};

describe('the Python that is found', () => {
  test('is the newest that is supported', async () => {
    const environment = path({
      'python3.13': { version: [3, 13, 1], missing: ['ensurepip'] },
      'python3.11': { version: [3, 11, 9] },
      python3: { version: [3, 14, 0] },
    });
    expect((await findPython(environment)).version).toEqual([3, 11, 9]);
  });

  test.each([
    ['none', {}, /^error: found no Python on PATH, expected Python 3\.10 to 3\.13; do install .*MLOPS_PYTHON/],
    [
      'an old one',
      { python3: { version: [3, 9, 2] } },
      /^error: found Python 3\.9\.2 \(.*\), expected Python 3\.10 to 3\.13; do /,
    ],
    ['a too new one', { python3: { version: [3, 14, 0] } }, /^error: found Python 3\.14\.0 \(/],
    [
      'one without venv',
      { 'python3.11': { version: [3, 11, 2], missing: ['ensurepip'] } },
      /^error: .*python3\.11 \(Python 3\.11\.2\) can't make virtual environments: it has no ensurepip; do .*apt install python3\.11-venv/,
    ],
  ])('is said to be %s, in one line', async (_, interpreters, message) => {
    await expect(findPython(path(interpreters))).rejects.toMatchObject({
      name: 'LocalSetupError',
      message: expect.stringMatching(message),
    });
  });

  test('is the one that MLOPS_PYTHON names, or none', async () => {
    const environment = path({ python3: { version: [3, 12, 0] } });
    await expect(findPython({ ...environment, MLOPS_PYTHON: '/no/python' })).rejects.toThrow(
      /MLOPS_PYTHON is \/no\/python/,
    );
  });
});

describe('the Python environment', () => {
  test('is made once for the same pins, though its last maker was killed, and anew for others', async () => {
    mkdirSync(join(folder, 'venv/bin'), { recursive: true });
    writeFileSync(join(folder, 'venv/bin/python'), 'half-written');
    writeFileSync(join(folder, 'venv.lock'), '2147483646');
    const lines: string[] = [];
    const props = { folder: join(folder, 'venv'), log: (line: string) => lines.push(line) };
    const timesMade = (): number => lines.filter((line) => line.startsWith('making')).length;
    const requirements = pinned();
    const [first, second] = await Promise.all([
      preparePythonEnvironment({ ...props, requirements }),
      preparePythonEnvironment({ ...props, requirements }),
    ]);
    expect(first).toEqual(second);
    expect(existsSync(join(folder, 'venv/pyvenv.cfg'))).toBe(true);
    await preparePythonEnvironment({ ...props, requirements });
    expect(timesMade()).toBe(1);

    const environment = { ...process.env, PIP_INDEX_URL: 'http://127.0.0.1:9/simple', PIP_RETRIES: '0' };
    const failing = { ...props, requirements: pinned('ministack==1.5.33\n'), environment };
    const message = /^error: pip could not install the Python packages: ERROR[^\n]*; do check the network[^\n]*$/;
    await expect(preparePythonEnvironment(failing)).rejects.toMatchObject({
      name: 'LocalSetupError',
      message: expect.stringMatching(message),
    });
    expect(timesMade()).toBe(2);
    expect(existsSync(join(folder, 'venv.lock'))).toBe(false);
    expect(existsSync(join(folder, 'venv/complete.sha256'))).toBe(false);
  });

  test('stops when it is told to', async () => {
    const abort = new AbortController();
    const props = {
      folder: join(folder, 'venv'),
      requirements: pinned(),
      log: () => abort.abort(),
      signal: abort.signal,
    };
    await expect(preparePythonEnvironment(props)).rejects.toMatchObject({ name: 'AbortError' });
    expect(existsSync(join(folder, 'venv.lock'))).toBe(false);
  });
});
