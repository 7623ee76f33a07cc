import { describe, expect, it } from 'vitest';
import { delongInterval } from '../../../../lambdas/domain/metrics/delong.js';
import { rankedBy } from '../../../../lambdas/domain/metrics/ranking.js';
import {
  bootstrapCountIntervals,
  bootstrapInterval,
  type Interval,
} from '../../../../lambdas/domain/statistics/bootstrap.js';
import { bootstrapMeanIntervals } from '../../../../lambdas/domain/statistics/bootstrap-means.js';
import { seededRandom } from '../../../../lambdas/domain/statistics/seeded-random.js';
import { wilsonInterval } from '../../../../lambdas/domain/statistics/wilson.js';

const SIMULATIONS = 1_000;

/** Rows of a model that is right with its probabilities: the score is uniform, and the chance of a positive. */
function simulated(seed: number, rows: number) {
  const random = seededRandom(seed);
  const scores = Float64Array.from({ length: rows }, () => random());
  const actual = Uint8Array.from(scores, (score) => (random() < score ? 1 : 0));
  return { scores, actual };
}

/** Share of simulations whose interval holds the true value. */
function coverage(truth: number, intervalOf: (seed: number) => Interval | undefined): number {
  let held = 0;
  for (let seed = 1; seed <= SIMULATIONS; seed += 1) {
    const interval = intervalOf(7_919 * seed);
    if (interval !== undefined && interval.lower <= truth && truth <= interval.upper) held += 1;
  }
  return held / SIMULATIONS;
}

/** A 95 % interval held to 93 to 97 %: three standard errors of 1,000 simulations are 2 %. */
function expectCoverage(share: number): void {
  expect(share).toBeGreaterThanOrEqual(0.93);
  expect(share).toBeLessThanOrEqual(0.97);
}

// Half a billion draws each: a machine with other work needs longer than a test has by default.
describe('an interval of 95 % holds the true value in 93 to 97 % of 1,000 simulations:', { timeout: 180_000 }, () => {
  it('bootstrap, mean loss of 200 rows', () => {
    // E (s - y)² = E s (1 - s) = 1 / 6 for a uniform s.
    const share = coverage(1 / 6, (seed) => {
      const { scores, actual } = simulated(seed, 200);
      const losses = scores.map((score, row) => (score - (actual[row] ?? 0)) ** 2);
      return bootstrapMeanIntervals([losses], ([brier = Number.NaN]) => ({ brier }), { seed }).brier;
    });
    expectCoverage(share);
  });

  it('bootstrap, mean of 200 skewed errors', () => {
    const share = coverage(1, (seed) => {
      const random = seededRandom(seed);
      const errors = Float64Array.from({ length: 200 }, () => -Math.log(1 - random()));
      return bootstrapMeanIntervals([errors], ([mae = Number.NaN]) => ({ mae }), { seed }).mae;
    });
    expectCoverage(share);
  });

  it('normal limit, mean loss of 20,001 rows', () => {
    const share = coverage(1 / 6, (seed) => {
      const { scores, actual } = simulated(seed, 20_001);
      const losses = scores.map((score, row) => (score - (actual[row] ?? 0)) ** 2);
      return bootstrapMeanIntervals([losses], ([brier = Number.NaN]) => ({ brier }), { seed }).brier;
    });
    expectCoverage(share);
  });

  it('bootstrap of cell counts and Wilson, accuracy of 500 rows', () => {
    const confusionOf = (seed: number): Float64Array => {
      const { scores, actual } = simulated(seed, 500);
      const counts = new Float64Array(4);
      for (const [row, score] of scores.entries()) {
        const cell = 2 * (actual[row] ?? 0) + Number(score > 0.5);
        counts[cell] = (counts[cell] ?? 0) + 1;
      }
      return counts;
    };
    // E max(s, 1 - s) = 3 / 4.
    expectCoverage(
      coverage(
        3 / 4,
        (seed) =>
          bootstrapCountIntervals(confusionOf(seed), ([tn = 0, , , tp = 0]) => ({ accuracy: (tn + tp) / 500 }), {
            seed,
          }).accuracy,
      ),
    );
    expectCoverage(
      coverage(3 / 4, (seed) => {
        const [tn = 0, , , tp = 0] = confusionOf(seed);
        return wilsonInterval(tn + tp, 500);
      }),
    );
  });

  it('bootstrap and DeLong, area under the ROC curve of 200 rows', () => {
    // Positives have the density 2s, negatives 2(1 - s): the integral of 2s (2s - s²) is 5 / 6.
    const truth = 5 / 6;
    expectCoverage(coverage(truth, (seed) => delongInterval(rankedOf(simulated(seed, 200)))));
    expectCoverage(coverage(truth, (seed) => bootstrapOfArea(simulated(seed, 200), seed)));
  });
});

type Simulated = ReturnType<typeof simulated>;

const rankedOf = ({ scores, actual }: Simulated) => rankedBy((row) => actual[row] === 1, scores);

/** Rows in the order of their scores, which have no ties, so that a draw is counted and not sorted. */
function bootstrapOfArea({ scores, actual }: Simulated, seed: number): Interval | undefined {
  const order = Array.from(scores.keys()).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  const positive = Uint8Array.from(order, (row) => actual[row] ?? 0);
  const times = new Float64Array(positive.length);
  return bootstrapInterval(
    positive.length,
    (positions) => {
      times.fill(0);
      for (let at = 0; at < positions.length; at += 1) {
        const position = positions[at] ?? 0;
        times[position] = (times[position] ?? 0) + 1;
      }
      let [pairs, positives, negatives] = [0, 0, 0];
      for (let place = 0; place < times.length; place += 1) {
        const count = times[place] ?? 0;
        if (positive[place] === 1) {
          pairs += count * negatives;
          positives += count;
        } else {
          negatives += count;
        }
      }
      return pairs / (positives * negatives);
    },
    { seed },
  );
}
