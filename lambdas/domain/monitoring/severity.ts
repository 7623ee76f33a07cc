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

/** The test nearest to its threshold, or furthest beyond it. */
export const strongestTest = (tests: readonly ColumnTest[]): ColumnTest | undefined =>
  tests.toSorted((a, b) => reachOf(b) - reachOf(a))[0];

/** From 1 on beyond the threshold; of a p-value, which drifts below its threshold, the reverse quotient. */
export function reachOf({ score, threshold, drifted }: ColumnTest): number {
  const reach = score >= threshold === drifted ? score / threshold : threshold / score;
  return Number.isNaN(reach) ? 0 : reach;
}
