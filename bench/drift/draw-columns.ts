import { referenceEdges } from '../../lambdas/domain/monitoring/reference-edges.js';
import { seededRandom } from '../../lambdas/domain/statistics/seeded-random.js';

export const COLUMN_NAMES = Array.from({ length: 10 }, (_, at) => `c${at}`);

export type Side = 'reference' | 'current';
export const SIDES = ['reference', 'current'] as const;
const SEEDS = { reference: 20_261_121, current: 20_261_122 } as const;

/** What a column's values are, of two numbers in (0, 1): in pairs, of which the second one moves. */
const SHAPES: readonly ((u: number, v: number) => number)[] = [
  (u, v) => Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v),
  (u, v) => Math.exp(Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v)),
  (u) => 1_000 * u,
  // Prices: exponential, to the cent.
  (u) => Math.round(-5_000 * Math.log(u)) / 100,
  // Ages: whole numbers of which many are the same.
  (u, v) => 18 + Math.floor(70 * u * v),
];
/** What the moved columns of the current rows are multiplied with. */
const MOVED = 1.05;

/** Draws rows in batches: the same numbers for the same side, however they are cut. */
export function rowDraw(side: Side): (columns: readonly Float64Array[], from: number, to: number) => void {
  const random = seededRandom(SEEDS[side]);
  const uniform = (): number => random() + 2 ** -33;
  return (columns, from, to) => {
    for (let row = from; row < to; row++) {
      for (const [at, column] of columns.entries()) {
        const value = (SHAPES[at >> 1] as (typeof SHAPES)[number])(uniform(), uniform());
        column[row] = side === 'current' && at % 2 === 1 ? value * MOVED : value;
      }
    }
  };
}

/** Whole columns of a side. */
export function drawColumns(side: Side, rows: number): Float64Array[] {
  const columns = COLUMN_NAMES.map(() => new Float64Array(rows));
  rowDraw(side)(columns, 0, rows);
  return columns;
}

/** All edges that the statistics of a column need. */
export const edgesOf = (reference: readonly Float64Array[]): Float64Array[] =>
  reference.map((column) => referenceEdges(column.slice().sort()).all);
