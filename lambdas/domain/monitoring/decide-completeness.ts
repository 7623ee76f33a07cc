import { type ColumnSide, usable } from '../columns/column-side.js';
import type { Decided } from './decide-columns.js';
import { describePValue, describeShare } from './words.js';

/** A share of rows without a value that moved by this much is drift. */
export const MISSING_SHIFT = 0.05;

/** Rows without a finite value of the column's type. */
export const withoutValue = (side: ColumnSide): number => side.rows - usable(side);

/** What such rows hold instead. */
const PARTS = [
  { name: 'missing values', rows: (side: ColumnSide) => side.missing, cause: 'completeness' },
  { name: 'values that are no numbers', rows: (side: ColumnSide) => side.mistyped, cause: 'type-change' },
  { name: 'infinite values', rows: (side: ColumnSide) => side.nonFinite, cause: 'completeness' },
] as const;

/**
 * Drift where the share of rows without a value moved, by MISSING_SHIFT and by more than chance; else null. The reason names
 * what moved, the most first, and the cause is that of the first.
 * @param pValue of the shares, adjusted
 */
export function decideCompleteness(
  reference: ColumnSide,
  current: ColumnSide,
  pValue: number | null,
  significance: number,
): Decided | null {
  const [before, now] = [withoutValue(reference) / reference.rows, withoutValue(current) / current.rows];
  if (Math.abs(now - before) < MISSING_SHIFT || (pValue ?? 1) >= significance) return null;
  const [most, ...others] = PARTS.map(({ name, rows, cause }) => {
    const [from, to] = [rows(reference) / reference.rows, rows(current) / current.rows];
    return { name, cause, moved: to - from, shares: `from ${describeShare(from)} to ${describeShare(to)}` };
  })
    .filter(({ moved }) => moved !== 0)
    .sort((a, b) => (b.moved - a.moved) * Math.sign(now - before));
  if (most === undefined) return null;
  const words = [`${most.name} went ${most.shares}`, ...others.map(({ name, shares }) => `${name} ${shares}`)];
  const reason = `${words.join(', ')} (adjusted p ${describePValue(pValue)})`;
  return { verdict: 'drift', cause: most.cause, reason, broken: now > before };
}
