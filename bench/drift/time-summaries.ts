import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { NumericValues } from '../../lambdas/domain/columns/column-values.js';
import { ByteReader } from '../../lambdas/domain/summaries/byte-reader.js';
import { ByteWriter } from '../../lambdas/domain/summaries/byte-writer.js';
import { HyperLogLog } from '../../lambdas/domain/summaries/hyper-log-log.js';
import { KllSketch } from '../../lambdas/domain/summaries/kll-sketch.js';
import { NumericSummary, type NumericSummaryOptions } from '../../lambdas/domain/summaries/numeric-summary.js';
import { COLUMN_NAMES } from './draw-columns.js';
import { readColumns } from './drift-files.js';
import type { Measures } from './measures.js';

/** Rows of a batch, as the readers give them. */
export const BATCH = 8_192;
export const SHARDS = 1_000;

export const readEdges = (folder: string): Float64Array[] =>
  z
    .array(z.array(z.number()))
    .parse(JSON.parse(readFileSync(join(folder, 'edges.json'), 'utf8')))
    .map((edges) => Float64Array.from(edges));

export const newSummaries = (edges: readonly Float64Array[], options?: NumericSummaryOptions): NumericSummary[] =>
  edges.map((column) => new NumericSummary(column, options));

/** Summaries of columns that come in batches, the sketches alone, and the merge of what shards wrote. */
export async function timeSummaries(measures: Measures, folder: string): Promise<void> {
  const [columns, edges] = [readColumns(folder, 'current'), readEdges(folder)];
  const rows = columns[0]?.values.length ?? 0;
  const batches = Array.from({ length: Math.ceil(rows / BATCH) }, (_, at) => slices(columns, at * BATCH));
  const summarise = (options?: NumericSummaryOptions) => {
    const summaries = newSummaries(edges, options);
    for (const batch of batches) for (const [at, values] of batch.entries()) summaries[at]?.add(values);
    return summaries;
  };
  await measures.time('fixed: cdk-mlops', () => summarise({ sketches: false }), momentsOf);
  const sketch = <T extends KllSketch | HyperLogLog>(make: () => T) => {
    const sketches = columns.map(make);
    for (const batch of batches) for (const [at, { values }] of batch.entries()) sketches[at]?.add(values);
    return sketches;
  };
  await measures.time('kll: cdk-mlops', () => sketch(() => new KllSketch(4096)));
  await measures.time('hll: cdk-mlops', () => sketch(() => new HyperLogLog(12)));
  await measures.time('full: cdk-mlops', () => summarise(), momentsOf);
  await timeMerge(measures, columns, edges);
}

const slices = (columns: readonly NumericValues[], from: number): NumericValues[] =>
  columns.map(({ values, marks }) => ({
    kind: 'numeric',
    values: values.subarray(from, from + BATCH),
    marks: marks.subarray(from, from + BATCH),
  }));

const momentsOf = (summaries: readonly NumericSummary[]): Record<string, number> =>
  Object.fromEntries(
    summaries.flatMap(({ moments }, at) => [
      [`${COLUMN_NAMES[at]}.mean`, moments.mean],
      [`${COLUMN_NAMES[at]}.variance`, moments.variance],
    ]),
  );

/** Reading is part of it: shards write, the merge reads. Each shard has a tenth of the rows, whichever there are. */
async function timeMerge(measures: Measures, columns: readonly NumericValues[], edges: readonly Float64Array[]) {
  const [first] = columns;
  const each = Math.max(1, Math.floor((first?.values.length ?? 0) / 10));
  const written = Array.from({ length: Math.min(10, SHARDS) }, (_, shard) => {
    const summaries = newSummaries(edges);
    const [from, to] = [shard * each, (shard + 1) * each];
    for (const [at, { kind, values, marks }] of columns.entries()) {
      summaries[at]?.add({ kind, values: values.subarray(from, to), marks: marks.subarray(from, to) });
    }
    return summaries.map((summary) => {
      const writer = new ByteWriter();
      summary.write(writer);
      return writer.finish();
    });
  });
  await measures.time('merge: cdk-mlops', () => {
    const merged = newSummaries(edges);
    for (let shard = 0; shard < SHARDS; shard++) {
      const parts = written[shard % written.length] ?? [];
      for (const [at, bytes] of parts.entries()) merged[at]?.merge(NumericSummary.read(new ByteReader(bytes)));
    }
    return merged;
  });
}
