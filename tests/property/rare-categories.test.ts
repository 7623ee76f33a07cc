import { describe, expect, it } from 'vitest';
import type { CategoricalSide } from '../../lambdas/domain/columns/column-side.js';
import { compareColumn } from '../../lambdas/domain/monitoring/compare-columns.js';
import { type ColumnDecision, decideColumns } from '../../lambdas/domain/monitoring/decide-columns.js';
import { poolRareCategories } from '../../lambdas/domain/statistics/chi-square.js';
import { type Random, seededRandom } from '../../lambdas/domain/statistics/seeded-random.js';

const RULES = { minimumRows: 100, psiThreshold: 0.2, distanceThreshold: 0.1, significance: 0.05 };
const PAIRS = 400;
/** Standard deviations of the binomial law that so few pairs may be off by. */
const LUCK = 4;

/** Draws a row's category, by its place. */
type Draw = (random: Random) => number;
const evenly =
  (categories: number): Draw =>
  (random) =>
    Math.floor(random() * categories);
/** The rarest about a tenth as common as the commonest. */
const unevenly =
  (categories: number): Draw =>
  (random) =>
    Math.floor((categories * (10 ** random() - 1)) / 9);
/** One that nearly all rows have, and some that hardly any has. */
const hardly =
  (share: number, others: number): Draw =>
  (random) =>
    random() < share ? 1 + Math.floor(random() * others) : 0;

function side(rows: number, draw: Draw, random: Random, first = 0): CategoricalSide {
  const counts = new Map<string, number>();
  for (let row = 0; row < rows; row++) {
    const name = `code ${first + draw(random)}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return { kind: 'categorical', rows, missing: 0, absent: 0, mistyped: 0, nonFinite: 0, counts };
}

function decide(reference: CategoricalSide, current: CategoricalSide): ColumnDecision {
  const [decision] = decideColumns([compareColumn({ name: 'x', type: 'categorical', reference, current })], RULES);
  if (decision === undefined) throw new Error('no decision');
  return decision;
}

/** How often columns that did not drift, and of which pooling leaves one category, are said to. */
function falseAlarms(draw: Draw, n: number, m: number, random: Random): { found: number; of: number } {
  let [found, of] = [0, 0];
  for (let pair = 0; pair < PAIRS; pair++) {
    const [reference, current] = [side(n, draw, random), side(m, draw, random)];
    const names = [...new Set([...reference.counts.keys(), ...current.counts.keys()])];
    const counts = [reference, current].map((of) => names.map((name) => of.counts.get(name) ?? 0));
    if (poolRareCategories(counts[0] ?? [], counts[1] ?? []).reference.length > 1) continue;
    of++;
    if (decide(reference, current).verdict === 'drift') found++;
  }
  return { found, of };
}

describe('the drift rules on categories of which each is rare', () => {
  it.each<{ law: string; draw: Draw; n: number; m: number }>([
    { law: '100 even ones', draw: evenly(100), n: 100, m: 100 },
    { law: '100 even ones', draw: evenly(100), n: 100, m: 2_000 },
    { law: '100 even ones', draw: evenly(100), n: 200, m: 200 },
    { law: '2,000 even ones', draw: evenly(2_000), n: 100, m: 100 },
    { law: '2,000 even ones', draw: evenly(2_000), n: 100, m: 5_000 },
    { law: '2,000 even ones', draw: evenly(2_000), n: 500, m: 500 },
    { law: '2,000 even ones', draw: evenly(2_000), n: 2_000, m: 2_000 },
    { law: '200 uneven ones', draw: unevenly(200), n: 100, m: 100 },
    { law: '2,000 uneven ones', draw: unevenly(2_000), n: 100, m: 1_000 },
    { law: '2,000 uneven ones', draw: unevenly(2_000), n: 1_000, m: 1_000 },
    { law: 'ids that hardly ever come twice', draw: evenly(7_000), n: 100, m: 100 },
    { law: 'one common one and one that is rare', draw: hardly(0.03, 1), n: 100, m: 100 },
    { law: 'one common one and one that is rare', draw: hardly(0.015, 1), n: 100, m: 2_000 },
    { law: 'one common one and five that are rare', draw: hardly(0.03, 5), n: 100, m: 100 },
  ])('find drift in no more than five of a hundred that did not: $law, $n and $m rows', ({ draw, n, m }) => {
    const { found, of } = falseAlarms(draw, n, m, seededRandom(20_261_121 + n + m));
    expect(of).toBeGreaterThan(PAIRS / 3);
    expect(found).toBeLessThanOrEqual(of * RULES.significance + LUCK * Math.sqrt(of * RULES.significance));
  });

  it.each([
    [100, 3],
    [2_000, 2],
  ])('find drift where each of %i codes that come %i times was replaced', (codes, times) => {
    const listed = (first: number) => {
      let row = 0;
      return side(codes * times, () => row++ % codes, seededRandom(1), first);
    };
    const decision = decide(listed(0), listed(codes));
    expect(decision).toMatchObject({ verdict: 'drift', cause: 'distribution' });
    expect(decision.reason).toMatch(/; adjusted p below 1e-16$/);
  });

  it('find drift where half of 100 codes was replaced', () => {
    const random = seededRandom(2);
    expect(decide(side(150, evenly(100), random), side(150, evenly(100), random, 50)).verdict).toBe('drift');
  });
});
