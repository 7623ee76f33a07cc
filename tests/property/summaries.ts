import fc from 'fast-check';
import type { CategoricalValues, NumericValues } from '../../lambdas/domain/columns/column-values.js';
import { MARKS, NO_TEXT } from '../../lambdas/domain/columns/column-values.js';
import { ByteReader } from '../../lambdas/domain/summaries/byte-reader.js';
import { ByteWriter } from '../../lambdas/domain/summaries/byte-writer.js';

export interface Written {
  write(writer: ByteWriter): void;
}

export interface Merging<T> extends Written {
  merge(other: T): void;
}

export function bytesOf(summary: Written): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  summary.write(writer);
  return writer.finish();
}

/** What was written and read again. */
export function copyOf<T extends Written>(type: { read(reader: ByteReader): T }, summary: T): T {
  const reader = new ByteReader(bytesOf(summary));
  const copy = type.read(reader);
  reader.end();
  return copy;
}

const SPECIAL = [0, -0, 1, 2, 3, 5e-324, -5e-324, 2 ** -1022, 1e12, -1e12, 1 + 2 ** -52, 1e-200, 1e150, -1e150];

/** Finite; squares of their sums do not overflow. */
export const finite = fc.oneof(
  fc.constantFrom(...SPECIAL),
  fc.integer({ min: -20, max: 20 }),
  fc.double({ min: -3, max: 3, noNaN: true }),
  fc.double({ min: 1e9, max: 1e9 + 10, noNaN: true }),
  fc.double({ min: -1e140, max: 1e140, noNaN: true }),
);

export type Row = number | 'missing' | 'absent' | 'mistyped';

export const rows = (maxLength: number): fc.Arbitrary<Row[]> =>
  fc.array(
    fc.oneof(
      { weight: 8, arbitrary: finite },
      { weight: 1, arbitrary: fc.constantFrom<Row>(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN) },
      { weight: 1, arbitrary: fc.constantFrom<Row>('missing', 'absent', 'mistyped') },
    ),
    { maxLength, size: 'max' },
  );

export const numericValues = (list: readonly Row[]): NumericValues => ({
  kind: 'numeric',
  values: Float64Array.from(list, (row) => (typeof row === 'number' ? row : Number.NaN)),
  marks: Uint8Array.from(list, (row) => (typeof row === 'number' ? MARKS.value : MARKS[row])),
});

/** Undefined is a missing value. */
export function categoricalValues(list: readonly (string | undefined)[]): CategoricalValues {
  const texts = [...new Set(list.filter((text) => text !== undefined))];
  return {
    kind: 'categorical',
    codes: Int32Array.from(list, (text) => (text === undefined ? NO_TEXT.missing : texts.indexOf(text))),
    texts,
  };
}

/** How a list is cut into parts, and in which order they are merged: each step merges some part into another. */
export interface Plan {
  readonly cuts: readonly number[];
  readonly picks: readonly number[];
}

const natural = fc.nat({ max: 2 ** 30 });
export const plans: fc.Arbitrary<Plan> = fc.record({
  cuts: fc.array(natural, { maxLength: 12 }),
  picks: fc.array(natural, { minLength: 26, maxLength: 26 }),
});

/** The parts of a list, empty ones among them. */
export function cut<T>(list: readonly T[], { cuts }: Plan): T[][] {
  const places = [0, ...cuts.map((place) => place % (list.length + 1)).sort((a, b) => a - b), list.length];
  return places.slice(1).map((end, i) => list.slice(places[i], end));
}

/** Merges in the order of a plan: any tree, any order. */
export function mergeBy<T extends Merging<T>>(parts: readonly T[], { picks }: Plan): T {
  const left = [...parts];
  for (let step = 0; left.length > 1; step++) {
    const [other] = left.splice((picks[2 * step] ?? 0) % left.length, 1);
    const target = left[(picks[2 * step + 1] ?? 0) % left.length];
    if (target === undefined || other === undefined) throw new Error('no parts');
    target.merge(other);
  }
  const [merged] = left;
  if (merged === undefined) throw new Error('no parts');
  return merged;
}
