import { usable } from '../../columns/column-side.js';
import type { ColumnSummary } from '../window-summary.js';
import { type ColumnProfile, NO_NUMBERS, PROFILE_QUANTILES } from './column-profile.js';

/** What a summary tells of its side. @param range the baseline's least and greatest value; null without values */
export function summaryProfile(
  column: ColumnSummary,
  range: { minimum: number; maximum: number } | null,
): ColumnProfile {
  const { side } = column.summary;
  const count = usable(side);
  const distinct = count === 0 ? null : distinctOf(column, count);
  if (column.kind === 'categorical' || count === 0) return { ...side, ...NO_NUMBERS, distinct };
  const { moments, quantiles } = column.summary;
  const outside = range === null ? null : column.summary.outOfRange(range.minimum, range.maximum);
  return {
    ...side,
    outOfRange: outside === null ? null : outside / count,
    distinct,
    mean: moments.mean,
    standardDeviation: moments.standardDeviation,
    minimum: moments.minimum,
    maximum: moments.maximum,
    quantiles: quantiles === null ? null : quantilesOf(quantiles.sortedView()),
  };
}

/** Exact while every value is kept, else the nearest whole number to the estimate, which may not be more than the values. */
function distinctOf(column: ColumnSummary, count: number): number | null {
  if (column.kind === 'categorical' && column.summary.items.isExact) return column.summary.items.counts().size;
  if (column.kind === 'numeric' && column.summary.quantiles?.rankError === 0) {
    const { values } = column.summary.quantiles.sortedView();
    return values.reduce((sum, value, at) => sum + Number(value !== values[at - 1]), 0);
  }
  const { distinct } = column.summary;
  return distinct === null ? null : Math.min(count, Math.round(distinct.estimate()));
}

/** The least value that at least the share of all values is at most. */
function quantilesOf({ values, cumulative }: { readonly values: Float64Array; readonly cumulative: Float64Array }) {
  const total = cumulative.at(-1) ?? 0;
  return Object.fromEntries(
    PROFILE_QUANTILES.map((share) => {
      let [from, to] = [0, values.length - 1];
      while (from < to) {
        const middle = (from + to) >>> 1;
        if ((cumulative[middle] as number) >= share * total) to = middle;
        else from = middle + 1;
      }
      return [String(share), values[from] as number];
    }),
  );
}
