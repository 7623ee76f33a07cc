import { type CategoricalSide, type NumericSide, usable } from '../../columns/column-side.js';
import { moments } from '../../statistics/moments.js';
import { countBelow } from '../../statistics/quantile.js';
import type { ColumnInput } from '../compare-columns.js';
import { type ColumnProfile, NO_NUMBERS, PROFILE_QUANTILES } from './column-profile.js';

/** What both sides of a column hold, by all their values. */
export function exactProfiles(input: ColumnInput): { reference: ColumnProfile; current: ColumnProfile } {
  if (input.type === 'categorical') {
    return { reference: categoricalProfile(input.reference), current: categoricalProfile(input.current) };
  }
  const { sorted } = input.reference;
  const range = { minimum: sorted[0], maximum: sorted.at(-1) };
  return { reference: numericProfile(input.reference, range), current: numericProfile(input.current, range) };
}

const counted = ({ rows, missing, absent, mistyped, nonFinite }: NumericSide | CategoricalSide) => ({
  rows,
  missing,
  absent,
  mistyped,
  nonFinite,
});

const categoricalProfile = (side: CategoricalSide): ColumnProfile => ({
  ...counted(side),
  ...NO_NUMBERS,
  distinct: usable(side) === 0 ? null : side.counts.size,
});

interface Range {
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
}

function numericProfile(side: NumericSide, range: Range): ColumnProfile {
  const { sorted } = side;
  if (sorted.length === 0) return { ...counted(side), ...NO_NUMBERS, distinct: null };
  const { mean, standardDeviation, minimum, maximum } = moments(sorted);
  const { length } = sorted;
  return {
    ...counted(side),
    outOfRange: outOfRange(sorted, range),
    distinct: sorted.reduce((different, value, at) => different + Number(value !== sorted[at - 1]), 0),
    mean,
    standardDeviation,
    minimum,
    maximum,
    // The least value that at least the share of all values is at most.
    quantiles: Object.fromEntries(
      PROFILE_QUANTILES.map((share) => [String(share), sorted[Math.max(0, Math.ceil(share * length) - 1)] as number]),
    ),
  };
}

function outOfRange(sorted: Float64Array, { minimum, maximum }: Range): number | null {
  if (minimum === undefined || maximum === undefined) return null;
  return (countBelow(sorted, minimum, false) + sorted.length - countBelow(sorted, maximum, true)) / sorted.length;
}
