import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import * as z from 'zod';
import { runCommand } from './run-command.js';

export const folder = mkdtempSync(join(tmpdir(), 'mlops-drift-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

export function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

export const csv = (name: string, header: string, row: (i: number) => string, rows = 200): string =>
  file(name, `${header}\n${Array.from({ length: rows }, (_, i) => `${row(i)}\n`).join('')}`);

const number = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]);
const texts = z.array(z.string()).nullable();
/** Every key of the command's JSON, and no other. */
const answer = z.strictObject({
  rows: z.strictObject({ reference: z.number(), current: z.number() }),
  columns: z.record(
    z.string(),
    z.strictObject({
      type: z.enum(['numeric', 'categorical']),
      verdict: z.enum(['ok', 'drift', 'insufficient-data', 'not-comparable']),
      reason: z.string(),
      psi: number.nullable(),
      ks: z.strictObject({ statistic: number, pValue: number }).nullable(),
      wasserstein: number.nullable(),
      wassersteinNormalized: number.nullable(),
      jensenShannon: number.nullable(),
      hellinger: number.nullable(),
      chi2: z.strictObject({ statistic: number, pValue: number, dof: z.number() }).nullable(),
      cramersV: number.nullable(),
      lInfinity: number.nullable(),
      missing: z.strictObject({ reference: z.number(), current: z.number() }),
      unseen: texts,
      vanished: texts,
      pAdjusted: number.nullable(),
      tests: z.array(z.strictObject({ name: z.string(), score: number, threshold: number, drifted: z.boolean() })),
    }),
  ),
  dataset: z.strictObject({ drifted: z.boolean(), driftedShare: z.number() }),
});

export async function compared(reference: string, current: string, ...args: readonly string[]) {
  const ran = await runCommand(['drift', '--reference', reference, '--current', current, '--json', ...args]);
  expect(ran.err).toBe('');
  expect(ran.code).toBe(0);
  return answer.parse(JSON.parse(ran.out));
}

/** Ages of 20 to 59 and three jobs; and a file with older people, one job gone and one new. */
export const before = csv('before.csv', 'age,job', (i) => `${20 + (i % 40)},${['cook', 'clerk', 'smith'][i % 3]}`);
export const after = csv('after.csv', 'age,job', (i) => `${35 + (i % 40)},${['cook', 'clerk', 'nurse'][i % 3]}`, 300);
