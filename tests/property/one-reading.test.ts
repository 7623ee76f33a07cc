import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { type Choice, readRows } from '../../bin/client/rows/read-rows.js';
import { silent } from '../../bin/output/progress.js';
import { readCaptureObject } from '../../lambdas/application/capture/read-capture-object.js';
import { readBaseline } from '../../lambdas/application/monitoring/read-baseline.js';
import { categoricalSideOf, numericSideOf } from '../../lambdas/domain/columns/column-side.js';
import type { ColumnValues } from '../../lambdas/domain/columns/column-values.js';
import { ReadingTally } from '../../lambdas/domain/datasets/reading.js';
import type { ColumnType } from '../../lambdas/domain/signature.js';
import { MemoryArtifactStore } from '../fixtures/memory/memory-artifact-store.js';

const folder = mkdtempSync(join(tmpdir(), 'one-reading-'));
afterAll(() => rmSync(folder, { recursive: true }));

const sideOf = (values: ColumnValues) =>
  values.kind === 'numeric' ? numericSideOf(values) : categoricalSideOf(values);

async function first<T>(values: AsyncIterable<T>): Promise<T> {
  for await (const value of values) return value;
  throw new Error('there is none');
}

async function asBaseline(csv: string) {
  const artifacts = new MemoryArtifactStore();
  await artifacts.write('baseline', csv, { contentType: 'text/csv' });
  const table = await readBaseline(artifacts, { key: 'baseline' });
  const type = table.typeOf('x');
  return { type, values: await first(table.read('x', type)) };
}

async function asCapture(csv: string, type: ColumnType): Promise<ColumnValues> {
  const bytes = Buffer.from(csv);
  const object = {
    key: 'capture',
    size: bytes.length,
    lastModified: new Date(0),
    stream: async () => Readable.from([bytes]),
    range: async (start: number, end: number) => bytes.subarray(start, end),
  };
  const schema = { columns: [{ name: 'x', type, required: false }], prediction: 'numeric' } as const;
  const { columns } = await first(readCaptureObject(object, schema, new ReadingTally()));
  if (columns[0] === undefined) throw new Error('there is no column');
  return columns[0];
}

async function asFile(csv: string): Promise<ColumnValues> {
  const path = join(folder, 'rows.csv');
  writeFileSync(path, csv);
  const choice: Choice = { of: () => 'content', check: () => undefined };
  const { columns } = await readRows(path, {}, choice, silent);
  const found = columns.get('x');
  if (found === undefined) throw new Error('there is no column');
  return found.values;
}

const number = fc.oneof(fc.double().map(String), fc.integer().map(String), fc.constantFrom('1.', '.5', '+1', '1E3'));
const nothing = fc.constantFrom('', ' ', 'NA', 'nan', 'NaN', 'null', 'None', ' na ');
const infinite = fc.constantFrom('inf', '-Infinity', '1e400', '+INF');
const odd = fc.oneof(
  fc.constantFrom('0x10', '1,5', '1_000', 'true', '0b1', '٣'),
  fc.stringMatching(/^[a-zA-Z0-9 .+-]{1,4}$/),
);

it('a CSV is one column to the monitor as baseline and as capture, and to the command line', async () => {
  const texts = fc
    .tuple(fc.array(fc.oneof(number, nothing, infinite), { maxLength: 12 }), number, fc.array(odd, { maxLength: 1 }))
    .map(([some, one, others]) => [...some, one, ...others]);
  await fc.assert(
    fc.asyncProperty(texts, async (values) => {
      const csv = `row,x\n${values.map((text, row) => `${row},"${text}"`).join('\n')}\n`;
      const baseline = await asBaseline(csv);
      const side = sideOf(baseline.values);
      expect(sideOf(await asCapture(csv, baseline.type))).toEqual(side);
      expect(sideOf(await asFile(csv))).toEqual(side);
    }),
    { numRuns: 300 },
  );
});

it('a column of numbers reads any text alike as baseline and as capture', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(number, nothing, infinite, odd), { minLength: 1 }), async (values) => {
      const csv = `row,x\n${values.map((text, row) => `${row},"${text}"`).join('\n')}\n`;
      const artifacts = new MemoryArtifactStore();
      await artifacts.write('baseline', csv, { contentType: 'text/csv' });
      const table = await readBaseline(artifacts, { key: 'baseline' });
      const baseline = await first(table.read('x', 'double'));
      expect(sideOf(await asCapture(csv, 'double'))).toEqual(sideOf(baseline));
    }),
  );
});
