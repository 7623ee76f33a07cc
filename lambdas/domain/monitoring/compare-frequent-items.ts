import type { FrequentItems } from '../summaries/frequent-items.js';
import type { Comparison } from './column-statistics.js';
import { type CategoryTable, categoricalComparison, onlyIn } from './compare-categorical.js';
import { warnOfNumberFormats } from './number-formats.js';
import { describeShare } from './words.js';

/** A category stands by itself where its share on either side is this many times what its counts may be off. */
const CERTAIN = 10;

/**
 * Compares counts of which some are too small, since there were more categories than a summary holds. Categories whose share
 * is far above what counts may be off stand by themselves; all others are one. The p-value that decides is of the counts
 * nearest to each other that the bounds allow. Unseen and vanished categories are those that are certain.
 */
export function compareFrequentItems(reference: FrequentItems, current: FrequentItems): Comparison {
  const [before, now] = [reference.counts(), current.counts()];
  const bound = Math.max(reference.errorBound / reference.total, current.errorBound / current.total);
  const share = (name: string): number =>
    Math.max((before.get(name) ?? 0) / reference.total, (now.get(name) ?? 0) / current.total);
  const kept = [...new Set([...before.keys(), ...now.keys()])]
    .filter((name) => share(name) >= CERTAIN * bound)
    .sort((a, b) => (before.get(b) ?? 0) - (before.get(a) ?? 0) || (a < b ? -1 : 1));
  const counts = {
    reference: kept.map((name) => before.get(name) ?? 0),
    current: kept.map((name) => now.get(name) ?? 0),
  };
  const formats = warnOfNumberFormats(kept);
  return categoricalComparison({
    table: withRest(kept, counts, reference, current),
    decided: withRest(kept, nearest(counts, reference, current), reference, current),
    constantReference: reference.isExact && before.size <= 1,
    unseen: reference.isExact ? onlyIn(now, before) : [],
    vanished: current.isExact ? onlyIn(before, now) : [],
    warnings: [
      `more categories than are counted one by one: those of less than ${describeShare(CERTAIN * bound)} of the rows are taken as one`,
      ...(formats === undefined ? [] : [formats]),
    ],
  });
}

type Counts = Pick<CategoryTable, 'reference' | 'current'>;

/** Counts as they may be, with the shares of each category as near to each other as can be. */
function nearest(counts: Counts, reference: FrequentItems, current: FrequentItems): Counts {
  const ratio = current.total / reference.total;
  return {
    reference: counts.reference.map((count, i) =>
      Math.max(count, Math.min(count + reference.errorBound, (counts.current[i] as number) / ratio)),
    ),
    current: counts.current.map((count, i) =>
      Math.max(count, Math.min(count + current.errorBound, (counts.reference[i] as number) * ratio)),
    ),
  };
}

/** With one more category for all rows that are in none. */
function withRest(
  names: readonly string[],
  counts: Counts,
  reference: FrequentItems,
  current: FrequentItems,
): CategoryTable {
  const rest = (listed: readonly number[], total: number): number[] => [
    ...listed,
    Math.max(0, total - listed.reduce((sum, count) => sum + count, 0)),
  ];
  return {
    names: [...names, 'all others'],
    reference: rest(counts.reference, reference.total),
    current: rest(counts.current, current.total),
  };
}
