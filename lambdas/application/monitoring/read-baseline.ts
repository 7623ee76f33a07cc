import { InvalidInput } from '../../domain/errors.js';
import {
  type CategoricalSide,
  categoricalSide,
  type NumericSide,
  numericSide,
} from '../../domain/monitoring/column.js';
import type { Cell } from '../../domain/monitoring/record-sample.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import { parseCsv } from '../documents/csv.js';
import type { MonitorSubject } from '../documents/monitor-plan.js';

export interface BaselineColumns {
  readonly rows: number;
  /** Of a column that the baseline must have. Throws InvalidInput. */
  numeric(name: string): NumericSide;
  categorical(name: string, isBoolean?: boolean): CategoricalSide;
  has(name: string): boolean;
}

/** Reads the baseline's CSV by column. Throws InvalidInput when it lacks a column of the model. */
export async function readBaseline(
  artifacts: ArtifactStore,
  { baseline, columns }: MonitorSubject,
): Promise<BaselineColumns> {
  const table = parseCsv(await artifacts.readBytes(baseline.key, baseline.versionId), baseline.key);
  const positions = new Map(table.columns.map((name, at) => [name, at]));
  const lacking = columns.filter(({ name }) => !positions.has(name)).map(({ name }) => name);
  if (lacking.length > 0) {
    throw new InvalidInput(`The baseline ${baseline.key} lacks columns of the model: ${lacking.join(', ')}`);
  }
  function* texts(name: string): Generator<string> {
    const at = positions.get(name) ?? -1;
    for (const row of table.rows) yield row[at] ?? '';
  }
  function* cells(name: string, read: (text: string) => Cell): Generator<Cell> {
    for (const text of texts(name)) yield text === '' ? null : read(text);
  }
  return {
    rows: table.rows.length,
    has: (name) => positions.has(name),
    numeric: (name) =>
      numericSide(
        cells(name, (text) => {
          const value = Number(text);
          return Number.isNaN(value) && text.toLowerCase() !== 'nan' ? text : value;
        }),
      ),
    categorical: (name, isBoolean = false) =>
      categoricalSide(cells(name, (text) => (isBoolean ? text.toLowerCase() : text))),
  };
}
