import { join } from 'node:path';
import type { CaptureSchema } from '../../lambdas/application/capture/capture-object.js';
import { readCaptureObject } from '../../lambdas/application/capture/read-capture-object.js';
import { readParquetColumns } from '../../lambdas/application/capture/read-parquet-columns.js';
import type { ColumnValues } from '../../lambdas/domain/columns/column-values.js';
import { ReadingTally } from '../../lambdas/domain/datasets/reading.js';
import type { NumericSummary } from '../../lambdas/domain/summaries/numeric-summary.js';
import { COLUMN_NAMES, rowDraw } from './draw-columns.js';
import { FILES, fileObject } from './drift-files.js';
import type { Measures } from './measures.js';
import { BATCH, newSummaries, readEdges } from './time-summaries.js';

/** Some rows by column. */
type Batches =
  | AsyncIterable<{ readonly columns: readonly ColumnValues[] }>
  | Iterable<{ readonly columns: readonly ColumnValues[] }>;
type Format = keyof typeof FILES;

const FORMATS = Object.keys(FILES) as Format[];
const SCHEMA: CaptureSchema = {
  columns: COLUMN_NAMES.map((name) => ({ name, type: 'double', required: true })),
  prediction: 'numeric',
};

/** From files to full summaries, and what of that is decoding. */
export async function timeReading(measures: Measures, folder: string): Promise<void> {
  const edges = readEdges(folder);
  for (const format of FORMATS) {
    await measures.time(`${format}, decoded: cdk-mlops`, () => rowsOf(batchesOf(folder, format)));
    await measures.time(`${format}: cdk-mlops`, async () => summarise(newSummaries(edges), batchesOf(folder, format)));
  }
}

async function* batchesOf(folder: string, format: Format) {
  const object = await fileObject(join(folder, FILES[format]));
  if (format === 'parquet') {
    const table = await readParquetColumns(object, object.key);
    yield* table.read(COLUMN_NAMES.map((name) => ({ name, kind: 'numeric' })));
    return;
  }
  const tally = new ReadingTally();
  yield* readCaptureObject(object, SCHEMA, tally);
  const { problems } = tally.reading;
  if (problems.length > 0) throw new Error(`what was written to be measured can't be read: ${problems[0]}`);
}

async function rowsOf(batches: AsyncIterable<{ readonly rows: number }>): Promise<number> {
  let rows = 0;
  for await (const batch of batches) rows += batch.rows;
  return rows;
}

async function summarise(summaries: readonly NumericSummary[], batches: Batches): Promise<void> {
  for await (const { columns } of batches) {
    for (const [at, column] of columns.entries()) if (column.kind === 'numeric') summaries[at]?.add(column);
  }
}

/** What a process may hold: `rows` of them drawn in batches, or files read so many times. */
export const MEMORY_SOURCES = ['batches', ...FORMATS] as const;

/** Full summaries of `rows` rows from one source; the process that does nothing else then tells its peak. */
export async function summariseForMemory(folder: string, source: string, rows: number): Promise<void> {
  const summaries = newSummaries(readEdges(folder));
  const format = FORMATS.find((name) => name === source);
  if (format === undefined) return summarise(summaries, drawnBatches(rows));
  while ((summaries[0]?.side.rows ?? 0) < rows) await summarise(summaries, batchesOf(folder, format));
}

function* drawnBatches(rows: number) {
  const draw = rowDraw('current');
  const values = COLUMN_NAMES.map(() => new Float64Array(BATCH));
  const marks = new Uint8Array(BATCH);
  const columns = values.map((column) => ({ kind: 'numeric', values: column, marks }) as const);
  for (let row = 0; row < rows; row += BATCH) {
    draw(values, 0, BATCH);
    yield { columns };
  }
}
