import { kindOf } from '../../domain/columns/column-side.js';
import type { CategoricalValues, ColumnValues, NumericValues } from '../../domain/columns/column-values.js';
import { InvalidInput } from '../../domain/errors.js';
import { predictionKind, spellLabels } from '../../domain/monitoring/predictions.js';
import {
  type CategoricalReference,
  type ColumnReference,
  categoricalReference,
  type NumericReference,
  numericReference,
  type Reference,
} from '../../domain/monitoring/reference.js';
import type { ColumnType } from '../../domain/signature.js';
import type { MonitorSubject } from '../documents/monitor-plan.js';
import type { BaselineTable } from './read-baseline.js';

/** Summarises a baseline, a column at a time. Throws InvalidInput when it lacks a column of the model. */
export async function makeReference(subject: MonitorSubject, table: BaselineTable): Promise<Reference> {
  const names = new Set(table.names);
  const lacking = subject.columns.filter(({ name }) => !names.has(name)).map(({ name }) => name);
  if (lacking.length > 0) {
    throw new InvalidInput(`The baseline ${table.key} lacks columns of the model: ${lacking.join(', ')}`);
  }
  const columns: ColumnReference[] = [];
  for (const { name, type } of subject.columns) columns.push(await referenceOf(table, name, type));
  const isNumeric = predictionKind(subject) === 'numeric';
  return {
    rows: table.rows,
    columns,
    prediction: !names.has('prediction')
      ? null
      : isNumeric
        ? await numeric(table, 'prediction')
        : await categorical(table, 'prediction', 'string', (values) => spellLabels(subject, values)),
    probability: names.has('probability') ? await numeric(table, 'probability') : null,
  };
}

const referenceOf = (table: BaselineTable, name: string, type: ColumnType): Promise<ColumnReference> =>
  kindOf(type) === 'numeric' ? numeric(table, name) : categorical(table, name, type);

async function numeric(table: BaselineTable, name: string): Promise<NumericReference> {
  const parts: NumericValues[] = [];
  for await (const values of table.read(name, 'double')) if (values.kind === 'numeric') parts.push(values);
  return numericReference(parts);
}

async function categorical(
  table: BaselineTable,
  name: string,
  type: ColumnType,
  spell: (values: ColumnValues) => ColumnValues = (values) => values,
): Promise<CategoricalReference> {
  const parts: CategoricalValues[] = [];
  for await (const values of table.read(name, type)) {
    const spelled = spell(values);
    if (spelled.kind === 'categorical') parts.push(spelled);
  }
  return categoricalReference(parts);
}
