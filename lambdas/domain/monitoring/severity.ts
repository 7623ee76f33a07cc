import type { ColumnTest } from './column-statistics.js';
import type { ColumnVerdict } from './decide-columns.js';

export interface Judged {
  readonly verdict: ColumnVerdict;
  readonly broken: boolean;
  readonly tests: readonly ColumnTest[];
}

const RANKS: Readonly<Record<ColumnVerdict, number>> = { drift: 3, 'not-comparable': 2, 'insufficient-data': 1, ok: 0 };
const BROKEN = 4;
/** Above the distance of any test. */
const RANK = 1e6;

/** How bad a column is, to put the worst first: the verdict, then how far its strongest test is beyond the threshold. */
export function severityOf({ verdict, broken, tests }: Judged): number {
  const strongest = strongestTest(tests);
  const distance = strongest === undefined ? 0 : reachOf(strongest);
  return (broken ? BROKEN : RANKS[verdict]) * RANK + Math.min(Math.max(distance, 0), RANK / 10);
}

/** The test nearest to its threshold, or furthest beyond it; of distances and p-values those of the kind that comes first. */
export function strongestTest(tests: readonly ColumnTest[]): ColumnTest | undefined {
  const [first] = tests;
  if (first === undefined) return undefined;
  return tests.filter((test) => isPValue(test) === isPValue(first)).toSorted((a, b) => reachOf(b) - reachOf(a))[0];
}

/** From 1 on beyond the threshold; of a p-value the reverse quotient. */
export function reachOf(test: ColumnTest): number {
  const { score, threshold } = test;
  const reach = isPValue(test) ? threshold / score : score / threshold;
  return Number.isNaN(reach) ? 0 : reach;
}

/** A distance drifts at its threshold and above, a p-value below. */
const isPValue = ({ score, threshold, drifted }: ColumnTest): boolean => score >= threshold !== drifted;
