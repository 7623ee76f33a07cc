import { beforeAll, describe, expect, it } from 'vitest';
import { headlineMetrics } from '../../lambdas/domain/gates/metrics.js';
import { upperBoundOfMean } from '../../lambdas/domain/gates/paired-bootstrap.js';
import { delongInterval, delongVariance } from '../../lambdas/domain/metrics/delong.js';
import { macroAreaInterval } from '../../lambdas/domain/metrics/macro-area.js';
import { metricIntervals } from '../../lambdas/domain/metrics/metric-intervals.js';
import { rankedBy } from '../../lambdas/domain/metrics/ranking.js';
import { classColumns } from '../../lambdas/domain/metrics/scored-columns.js';
import { decideQuality } from '../../lambdas/domain/monitoring/decide-quality.js';
import { mcNemarPValue } from '../../lambdas/domain/statistics/mcnemar.js';
import { wilsonInterval } from '../../lambdas/domain/statistics/wilson.js';
import { MULTICLASS, type MulticlassPredictions } from './multiclass-predictions.js';
import { type Answer, askPeer, expectAgreement, type Question } from './peer.js';
import { CLASSIFICATIONS, DIFFERENCES, FEW_DIFFERENCES, MANY_DIFFERENCES, REGRESSIONS } from './predictions.js';
import { Random } from './random.js';

const DRAWS = 20_000;
const SEED = 3;
const bound = (differences: readonly number[]): number => upperBoundOfMean(differences, { draws: DRAWS, seed: SEED });

const TASKS = [
  ...CLASSIFICATIONS.map((predictions) => ({ task: 'classification' as const, ...predictions })),
  ...REGRESSIONS.map((predictions) => ({ task: 'regression' as const, ...predictions })),
];
const QUALITY = { minimumLabelledRows: 1, qualityDegradation: 0.1, significance: 0.05 };

/** Successes of trials. */
const SHARES = [
  [0, 1],
  [1, 1],
  [0, 7],
  [7, 7],
  [1, 3],
  [37, 41],
  [499, 1_000],
  [999_999, 1_000_000],
] as const;

/** Rows that one model alone gets right, and the other. */
const DISCORDANT = [
  [1, 0],
  [0, 9],
  [3, 3],
  [5, 4],
  [2, 11],
  [40, 71],
  [400, 310],
  [10_000, 12_000],
] as const;

const AREAS = CLASSIFICATIONS.filter(({ actual }) =>
  [0, 1].every((label) => actual.filter((a) => a === label).length > 1),
);
const occur = ({ actual, probabilities }: MulticlassPredictions): boolean =>
  (probabilities[0] ?? []).every((_, label) => actual.filter((a) => a === label).length > 1);
const MACRO_AREAS = MULTICLASS.filter(occur);
const LONG_REGRESSION = regressionOf(25_000);

const QUESTIONS: readonly Question[] = [
  ...TASKS.map(({ task, actual, scores }) => ({ kind: task, actual, scores })),
  ...MULTICLASS.map(({ actual, probabilities }) => ({ kind: 'multiclass', actual, probabilities })),
  ...SHARES.map((share) => ({ kind: 'share', share, successes: share[0], trials: share[1] })),
  ...AREAS.map(({ title, actual, scores }) => ({ kind: 'area', title, actual, scores })),
  ...MACRO_AREAS.map(({ title, actual, probabilities }) => ({ kind: 'macro-area', title, actual, probabilities })),
  ...DISCORDANT.map((pair) => ({ kind: 'discordant', pair, b: pair[0], c: pair[1] })),
  { kind: 'normal-intervals', ...LONG_REGRESSION },
  ...FEW_DIFFERENCES.map((differences) => ({ kind: 'few-differences', differences, bound: bound(differences) })),
  ...DIFFERENCES.map(({ differences }) => ({ kind: 'differences', differences, draws: DRAWS })),
  { kind: 'many-differences', differences: MANY_DIFFERENCES },
];

let answers: readonly Answer[] = [];
beforeAll(async () => {
  answers = await askPeer('scikit-learn', QUESTIONS);
});

/** The answer to the question that asks of these very numbers. */
function answerOf(list: readonly number[]): Answer {
  const at = QUESTIONS.findIndex(({ actual, differences }) => actual === list || differences === list);
  return answers[at] ?? {};
}

/** The answer to a question of this kind that has this very value in it. */
function answerTo(kind: string, value: unknown): Answer | undefined {
  return answers[QUESTIONS.findIndex((question) => question.kind === kind && Object.values(question).includes(value))];
}

const multiclassRows = ({ actual, probabilities }: MulticlassPredictions) =>
  actual.map((label, row) => ({
    actual: label,
    score: Math.max(...(probabilities[row] ?? [])),
    probabilities: probabilities[row] ?? [],
  }));

describe('scikit-learn says the same of', () => {
  it.each(MULTICLASS)('the metrics of three labels and more: $title', (predictions) => {
    expectAgreement(
      headlineMetrics('classification', multiclassRows(predictions)),
      answerTo('multiclass', predictions.actual),
    );
  });

  it.each(TASKS)('the metrics that gates and monitor look at: $task, $title', ({ task, actual, scores }) => {
    const rows = actual.map((label, row) => ({ actual: label, score: scores[row] ?? Number.NaN }));
    expectAgreement(headlineMetrics(task, rows), answerOf(actual));
    expect(decideQuality({ task, rows }, null, QUALITY).metrics).toEqual(headlineMetrics(task, rows));
  });
});

describe('the upper bound of a mean difference', () => {
  it.each(FEW_DIFFERENCES)('is the 95th percentile of all resamples of %j', (...differences) => {
    const list = FEW_DIFFERENCES.find((few) => few.every((value, at) => value === differences[at])) ?? [];
    const { below, atMost } = answerOf(list);
    // Five standard errors of a share of 0.95 in as many draws.
    const noise = 5 * Math.sqrt((0.95 * 0.05) / DRAWS);
    expect(Number(below)).toBeLessThanOrEqual(0.95 + noise);
    expect(Number(atMost)).toBeGreaterThanOrEqual(0.95 - noise);
  });

  it.each(DIFFERENCES)("is scipy's percentile bootstrap but for the noise of drawing: $title", ({ differences }) => {
    const answer = answerOf(differences);
    // A percentile of so many draws has an error of 0.015 standard errors; the one of 90 % lies 0.36 away.
    expect(Math.abs(bound(differences) - Number(answer.bound))).toBeLessThan(0.08 * Number(answer.error));
  });

  it('of more than 20,000 rows is the normal one', () => {
    expectAgreement({ bound: bound(MANY_DIFFERENCES) }, answerOf(MANY_DIFFERENCES));
  });
});

describe('scipy says the same of', () => {
  it.each(SHARES)("Wilson's interval of %d of %d", (...share) => {
    const { lower, upper } = wilsonInterval(...share) ?? {};
    const asked = SHARES.find(([successes, trials]) => successes === share[0] && trials === share[1]);
    expectAgreement({ lower: lower ?? Number.NaN, upper: upper ?? Number.NaN }, answerTo('share', asked));
  });

  it.each(DISCORDANT)("McNemar's exact test of %d against %d", (...pair) => {
    const asked = DISCORDANT.find(([b, c]) => b === pair[0] && c === pair[1]);
    expectAgreement({ pValue: mcNemarPValue(...pair) }, answerTo('discordant', asked));
    expect(mcNemarPValue(pair[1], pair[0])).toBe(mcNemarPValue(...pair));
  });

  it('the normal intervals of a regression of many rows', () => {
    const { actual, scores } = LONG_REGRESSION;
    const rows = actual.map((value, row) => ({ actual: value, score: scores[row] ?? Number.NaN }));
    const theirs = answerTo('normal-intervals', actual) ?? {};
    const ours = metricIntervals('regression', rows, SEED);
    expect(Object.keys(theirs)).toHaveLength(2 * Object.keys(ours).length);
    for (const [name, { lower, upper }] of Object.entries(ours)) {
      const [low, high] = [Number(theirs[`${name}.lower`]), Number(theirs[`${name}.upper`])];
      // Our slopes are differences, of steps that change the width by less than this.
      expect(Math.abs(lower - low) / (high - low)).toBeLessThan(1e-6);
      expect(Math.abs(upper - high) / (high - low)).toBeLessThan(1e-6);
    }
  });
});

describe("DeLong's interval, pair by pair, is the one by ranks of", () => {
  it.each(AREAS)('one area: $title', ({ title, actual, scores }) => {
    const ranked = rankedBy((row) => actual[row] === 1, Float64Array.from(scores));
    expectAgreement({ variance: delongVariance(ranked), ...delongInterval(ranked) }, answerTo('area', title));
  });

  it.each(MACRO_AREAS)('the mean area of each label against the rest: $title', (predictions) => {
    const columns = classColumns(multiclassRows(predictions));
    expectAgreement({ ...(columns && macroAreaInterval(columns)) }, answerTo('macro-area', predictions.title));
  });
});

function regressionOf(rows: number) {
  const random = new Random(77);
  const actual = random.list(rows, (r) => 20 + Math.exp(r.normal()));
  return { actual, scores: actual.map((value) => 1 + 0.9 * value + 0.5 * random.normal()) };
}
