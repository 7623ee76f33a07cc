import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAgreement } from '../../../bench/drift/agreement.js';
import { COLUMN_NAMES, drawColumns, SIDES } from '../../../bench/drift/draw-columns.js';
import { writeDriftFiles } from '../../../bench/drift/drift-files.js';
import type { Measure } from '../../../bench/drift/measures.js';
import { renderDriftTable } from '../../../bench/drift/render-drift-table.js';
import { runPart } from '../../../bench/drift/run-part.js';
import { MEMORY_SOURCES } from '../../../bench/drift/time-reading.js';

const ROWS = 2_000;
const folder = mkdtempSync(join(tmpdir(), 'bench-drift-'));
afterAll(() => rmSync(folder, { recursive: true }));

const measured = (seconds: number, answer: Readonly<Record<string, number>> = {}): Measure => ({
  seconds: [seconds],
  processorSeconds: [seconds],
  answer,
});

describe('the benchmark of drift', () => {
  beforeAll(() => {
    writeDriftFiles(folder, ROWS);
    for (const side of SIDES) {
      const columns = drawColumns(side, ROWS);
      const columnData = columns.map((data, at) => ({ name: COLUMN_NAMES[at] ?? '', data, type: 'DOUBLE' as const }));
      writeFileSync(join(folder, `${side}.parquet`), Buffer.from(parquetWriteBuffer({ columnData })));
    }
  });

  it.each([
    ['exact', 3],
    ['reading', 6],
  ])('times our side of %s, in %i works', async (part, works) => {
    const { measures } = await runPart([part, folder, String(ROWS), '1', '0']);
    expect(Object.keys(measures).filter((name) => name.endsWith(': cdk-mlops'))).toHaveLength(works);
    expect(Object.values(measures).every(({ seconds }) => seconds.length === 1 && (seconds[0] ?? 0) > 0)).toBe(true);
  });

  it('times our side of summaries, with the means of the rows that it drew', async () => {
    const { measures } = await runPart(['summaries', folder, String(ROWS), '1', '0']);
    expect(Object.keys(measures)).toEqual(['fixed', 'kll', 'hll', 'full', 'merge'].map((work) => `${work}: cdk-mlops`));
    for (const [at, column] of drawColumns('current', ROWS).entries()) {
      const mean = column.reduce((sum, value) => sum + value, 0) / ROWS;
      expect(measures['full: cdk-mlops']?.answer[`c${at}.mean`]).toBeCloseTo(mean, 9);
    }
  });

  it.each(MEMORY_SOURCES)('tells the peak of summarising %s', async (source) => {
    const { peakMegabytes } = await runPart([`memory-of-${source}`, folder, String(3 * ROWS)]);
    expect(peakMegabytes).toBeGreaterThan(0);
  });

  it('refuses answers that differ', () => {
    const ours = { 'exact: cdk-mlops': measured(1, { 'c0.ks': 0.5, 'c0.pValue': 1e-20 }) };
    const theirs = (answer: Readonly<Record<string, number>>) => ({ ...ours, 'exact: scipy': measured(2, answer) });
    expect(() => expectAgreement(theirs({ 'c0.ks': 0.5, 'c0.pValue': 1e-20 * (1 + 1e-9) }))).not.toThrow();
    expect(() => expectAgreement(theirs({ 'c0.ks': 0.500001 }))).toThrow('c0.ks: 0.5 against 0.500001');
    expect(() => expectAgreement(theirs({ 'c0.pValue': 1.1e-20 }))).toThrow('c0.pValue');
    expect(() => expectAgreement(theirs({ 'c1.ks': 0.5 }))).toThrow('c1.ks: undefined');
  });

  it('shows speeds, and how much faster ours is', () => {
    const table = renderDriftTable({
      machine: { cpus: 2, node: 'v24', threads: { 'numpy and scipy, exact': 2 } },
      rows: 1_000_000,
      lines: 200_000,
      repeats: { runs: 3, seconds: 5 },
      measures: { 'exact: scipy': measured(8), 'exact: cdk-mlops': measured(0.5), 'lines: cdk-mlops': measured(1) },
      memory: [{ source: 'batches', rows: [1_000_000, 10_000_000], megabytes: [100.2, 101.4] }],
    });
    const lines = table.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | '));
    expect(lines).toContain('all values, reference prepared too | cdk-mlops | 500 | 500 | 500 | 2,000,000 | 2,000,000');
    expect(lines).toContain(
      'all values, reference prepared too | scipy | 8,000 | 8,000 | 8,000 | 125,000 | 125,000 | 16.0 | 16.0',
    );
    expect(lines.find((line) => line.startsWith('capture lines, summarised'))).toContain('200,000 | 200,000');
    expect(table).toContain('1,000,000 rows: 100 MB; 10,000,000 rows: 101 MB');
  });
});
