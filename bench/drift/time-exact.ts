import { join } from 'node:path';
import { type RangedSource, readParquetColumns } from '../../lambdas/application/capture/read-parquet-columns.js';
import { numericSideOf } from '../../lambdas/domain/columns/column-side.js';
import type { NumericValues } from '../../lambdas/domain/columns/column-values.js';
import { compareColumn } from '../../lambdas/domain/monitoring/compare-columns.js';
import { type ColumnDecision, decideColumns } from '../../lambdas/domain/monitoring/decide-columns.js';
import { MONITOR_DEFAULTS } from '../../lib/contracts/index.js';
import { COLUMN_NAMES, SIDES } from './draw-columns.js';
import { fileObject, readColumns } from './drift-files.js';
import type { Measures } from './measures.js';

/** All values of both sides, from memory and from Parquet files; preparing the reference is part of the work. */
export async function timeExact(measures: Measures, folder: string): Promise<void> {
  const [reference = [], current = []] = SIDES.map((side) => readColumns(folder, side));
  await measures.time('exact: cdk-mlops', () => compare(reference, current), answerOf);
  const [references, currents] = await Promise.all(SIDES.map((side) => fileObject(join(folder, `${side}.parquet`))));
  if (references === undefined || currents === undefined) return;
  await measures.time('exact from Parquet, decoded: cdk-mlops', async () => [
    await wholeColumns(references),
    await wholeColumns(currents),
  ]);
  await measures.time('exact from Parquet: cdk-mlops', async () =>
    compare(await wholeColumns(references), await wholeColumns(currents)),
  );
}

function compare(reference: readonly NumericValues[], current: readonly NumericValues[]): ColumnDecision[] {
  const compared = reference.map((values, at) =>
    compareColumn({
      name: COLUMN_NAMES[at] ?? '',
      type: 'numeric',
      reference: numericSideOf(values),
      current: numericSideOf(current[at] as NumericValues),
    }),
  );
  return decideColumns(compared, MONITOR_DEFAULTS);
}

const answerOf = (decisions: readonly ColumnDecision[]): Record<string, number> =>
  Object.fromEntries(
    decisions.flatMap(({ name, statistics: { ks, wasserstein, jensenShannon } }) => [
      [`${name}.ks`, ks?.statistic ?? Number.NaN],
      [`${name}.pValue`, ks?.pValue ?? Number.NaN],
      [`${name}.wasserstein`, wasserstein ?? Number.NaN],
      [`${name}.jensenShannon`, jensenShannon ?? Number.NaN],
    ]),
  );

async function wholeColumns(source: RangedSource): Promise<NumericValues[]> {
  const table = await readParquetColumns(source, 'the file');
  const whole = COLUMN_NAMES.map(() => ({ values: new Float64Array(table.rows), marks: new Uint8Array(table.rows) }));
  let row = 0;
  for await (const part of table.read(COLUMN_NAMES.map((name) => ({ name, kind: 'numeric' })))) {
    for (const [at, column] of part.columns.entries()) {
      if (column.kind !== 'numeric') continue;
      whole[at]?.values.set(column.values, row);
      whole[at]?.marks.set(column.marks, row);
    }
    row += part.rows;
  }
  return whole.map((column) => ({ kind: 'numeric', ...column }));
}
