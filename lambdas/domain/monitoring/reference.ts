import { numericSideOf } from '../columns/column-side.js';
import type { CategoricalValues, NumericValues } from '../columns/column-values.js';
import { sortNumbers } from '../statistics/sort-numbers.js';
import type { ByteReader } from '../summaries/byte-reader.js';
import type { ByteWriter } from '../summaries/byte-writer.js';
import { CategoricalSummary } from '../summaries/categorical-summary.js';
import { NumericSummary } from '../summaries/numeric-summary.js';
import { referenceEdges } from './reference-edges.js';
import { type ColumnSummary, WindowSummary } from './window-summary.js';

/** Accuracy of the reference's quantiles: up to as many values, every one is kept. */
const REFERENCE_K = 16_384;

export interface NumericReference {
  readonly kind: 'numeric';
  readonly summary: NumericSummary;
  /** Edges of the population stability index, and of the other distances; of `summary`'s histogram too. */
  readonly deciles: Float64Array;
  readonly doane: Float64Array;
}

export interface CategoricalReference {
  readonly kind: 'categorical';
  readonly summary: CategoricalSummary;
}

export type ColumnReference = NumericReference | CategoricalReference;

/** What a window is compared with: the baseline, summarised as the window is. */
export interface Reference {
  readonly rows: number;
  /** In the order of the model's columns. */
  readonly columns: readonly ColumnReference[];
  /** Null where the baseline has none. */
  readonly prediction: ColumnReference | null;
  readonly probability: NumericReference | null;
}

/** The parts of one column, in their order. */
export function numericReference(parts: readonly NumericValues[]): NumericReference {
  const sorted = sortedValues(parts);
  const none = new Float64Array();
  const { all, deciles, doane } =
    sorted.length === 0 ? { all: none, deciles: none, doane: none } : referenceEdges(sorted);
  const summary = new NumericSummary(all, { k: REFERENCE_K });
  for (const part of parts) summary.add(part);
  return { kind: 'numeric', summary, deciles, doane };
}

export function categoricalReference(parts: Iterable<CategoricalValues>): CategoricalReference {
  const summary = new CategoricalSummary();
  for (const part of parts) summary.add(part);
  return { kind: 'categorical', summary };
}

function sortedValues(parts: readonly NumericValues[]): Float64Array {
  const [first] = parts;
  if (first === undefined) return new Float64Array();
  if (parts.length === 1) return numericSideOf(first).sorted;
  const sides = parts.map((part) => numericSideOf(part).sorted);
  const all = new Float64Array(sides.reduce((sum, side) => sum + side.length, 0));
  let at = 0;
  for (const side of sides) {
    all.set(side, at);
    at += side.length;
  }
  sortNumbers(all);
  return all;
}

/** The summary of no records, on the reference's edges: what shards add to, and what a merge begins with. */
export const emptyWindow = ({ columns, prediction, probability }: Reference): WindowSummary =>
  new WindowSummary(
    columns.map(emptyColumn),
    prediction === null ? null : emptyColumn(prediction),
    probability === null ? null : new NumericSummary(probability.summary.histogram.edges),
  );

const emptyColumn = (column: ColumnReference): ColumnSummary =>
  column.kind === 'numeric'
    ? { kind: 'numeric', summary: new NumericSummary(column.summary.histogram.edges) }
    : { kind: 'categorical', summary: new CategoricalSummary() };

export function writeReference({ rows, columns, prediction, probability }: Reference, writer: ByteWriter): void {
  const summary = new WindowSummary(columns, prediction, probability?.summary ?? null);
  summary.rows = rows;
  summary.write(writer);
  for (const column of [...columns, prediction, probability]) {
    if (column?.kind !== 'numeric') continue;
    writeEdges(column.deciles, writer);
    writeEdges(column.doane, writer);
  }
}

/** What `writeReference` wrote. Throws InvalidInput for anything else. */
export function readReference(reader: ByteReader): Reference {
  const { rows, columns, prediction, probability } = WindowSummary.read(reader);
  const withEdges = (column: ColumnSummary): ColumnReference =>
    column.kind === 'numeric' ? numericWithEdges(column.summary) : column;
  const numericWithEdges = (summary: NumericSummary): NumericReference => {
    const deciles = readEdges(reader);
    return { kind: 'numeric', summary, deciles, doane: readEdges(reader) };
  };
  return {
    rows,
    columns: columns.map(withEdges),
    prediction: prediction === null ? null : withEdges(prediction),
    probability: probability === null ? null : numericWithEdges(probability),
  };
}

function writeEdges(edges: Float64Array, writer: ByteWriter): void {
  writer.varint(edges.length);
  for (const edge of edges) writer.float64(edge);
}

const readEdges = (reader: ByteReader): Float64Array => reader.float64s(reader.length(8));
