import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../../local/environment/project-root.js';

const folder = mkdtempSync(join(tmpdir(), 'summary-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A report as vitest writes it. */
function report(counts: { passed?: number; failed?: number; skipped?: number; todo?: number }, files: object[] = []) {
  const file = join(folder, `${performance.now()}.json`);
  const { passed = 0, failed = 0, skipped = 0, todo = 0 } = counts;
  const numbers = { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped, numTodoTests: todo };
  writeFileSync(file, JSON.stringify({ ...numbers, testResults: files }));
  return file;
}

function summary(...steps: string[]): { status: number | null; last: string; output: string } {
  const script = join(projectRoot(), 'scripts/ci-summary.mjs');
  const { status, stdout } = spawnSync(process.execPath, [script, ...steps], { encoding: 'utf8' });
  return { status, output: stdout, last: stdout.trimEnd().split('\n').at(-1) ?? '' };
}

describe('the last line of a CI run', () => {
  it('adds up the reports, and the run passes when all passed', () => {
    const found = summary('check=0', `test=0=${report({ passed: 7 })}`, `peers=0=${report({ passed: 3 })}`);
    expect(found).toMatchObject({ status: 0, last: '10 passed, 0 failed' });
  });

  it('counts failed tests', () => {
    const found = summary(`test=1=${report({ passed: 7, failed: 2 })}`, `peers=0=${report({ passed: 3 })}`);
    expect(found).toMatchObject({ status: 1, last: '10 passed, 2 failed' });
  });

  it('counts skipped and unwritten tests as failed', () => {
    const found = summary(`peers=0=${report({ passed: 3, skipped: 2, todo: 1 })}`);
    expect(found).toMatchObject({ status: 1, last: '3 passed, 3 failed' });
    expect(found.output).toContain('peers: 3 skipped, counted as failed');
  });

  it('counts a file that could not be collected', () => {
    const broken = { name: 'a.test.ts', status: 'failed', message: 'SyntaxError: here', assertionResults: [] };
    const found = summary(`test=1=${report({ passed: 7 }, [broken])}`);
    expect(found).toMatchObject({ status: 1, last: '7 passed, 1 failed' });
    expect(found.output).toContain('test: a.test.ts could not be collected: SyntaxError: here');
  });

  it('counts a report that is missing, broken or empty', () => {
    const broken = join(folder, 'broken.json');
    writeFileSync(broken, '{"numPassed');
    const found = summary(`a=0=${join(folder, 'none.json')}`, `b=0=${broken}`, `c=0=${report({})}`);
    expect(found).toMatchObject({ status: 1, last: '0 passed, 3 failed' });
  });

  it('counts a command that failed though no test of it did', () => {
    const found = summary('check=1', `test=1=${report({ passed: 7 })}`);
    expect(found).toMatchObject({ status: 1, last: '7 passed, 2 failed' });
    expect(found.output).toContain('check: ended with exit code 1');
  });
});
