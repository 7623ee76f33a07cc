import { beforeAll, describe, expect, it } from 'vitest';
import { headlineMetrics } from '../../lambdas/domain/gates/metrics.js';
import { upperBoundOfMean } from '../../lambdas/domain/gates/paired-bootstrap.js';
import { decideQuality } from '../../lambdas/domain/monitoring/decide-quality.js';
import { type Answer, askPeer, expectAgreement, type Question } from './peer.js';
import { CLASSIFICATIONS, DIFFERENCES, FEW_DIFFERENCES, MANY_DIFFERENCES, REGRESSIONS } from './predictions.js';

const DRAWS = 20_000;
const SEED = 3;
const bound = (differences: readonly number[]): number => upperBoundOfMean(differences, { draws: DRAWS, seed: SEED });

const TASKS = [
  ...CLASSIFICATIONS.map((predictions) => ({ task: 'classification' as const, ...predictions })),
  ...REGRESSIONS.map((predictions) => ({ task: 'regression' as const, ...predictions })),
];
const QUALITY = { minimumLabelledRows: 1, qualityDegradation: 0.1, significance: 0.05 };

const QUESTIONS: readonly Question[] = [
  ...TASKS.map(({ task, actual, scores }) => ({ kind: task, actual, scores })),
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

describe('scikit-learn says the same of', () => {
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
