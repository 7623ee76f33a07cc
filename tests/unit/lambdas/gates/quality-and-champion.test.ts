import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { championGate } from '../../../../lambdas/domain/gates/champion-gate.js';
import { comparedLosses, headlineMetrics, rowsRight } from '../../../../lambdas/domain/gates/metrics.js';
import { qualityGate } from '../../../../lambdas/domain/gates/quality-gate.js';
import { calibrationBins } from '../../../../lambdas/domain/metrics/calibration.js';
import { metricIntervals } from '../../../../lambdas/domain/metrics/metric-intervals.js';

const loss = { mean: 8, standardDeviation: 2 };

describe('the quality gate', () => {
  const evidence = { evaluationSet: 2, rows: 50, metrics: { rmse: 10, r2: 0 }, loss, bounds: {} };

  it('passes metrics at their bounds, a bound of zero included', () => {
    const bounds = { rmse: { maximum: 10 }, r2: { minimum: 0 } };
    expect(qualityGate({ ...evidence, bounds })).toMatchObject({
      passed: true,
      numbers: { rmse: 10, evaluationSet: 2, lossMean: 8, lossStandardDeviation: 2 },
    });
  });

  it('fails a metric out of its bounds, one that cannot be computed, and one that is no number', () => {
    expect(qualityGate({ ...evidence, bounds: { rmse: { maximum: 9.5 } } }).reason).toBe(
      'rmse is 10, at most 9.5 expected',
    );
    expect(qualityGate({ ...evidence, bounds: { auc: { minimum: 0 } } }).reason).toContain("auc can't be computed");
    expect(qualityGate({ ...evidence, metrics: { r2: Number.NaN }, bounds: { r2: { minimum: 0 } } }).passed).toBe(
      false,
    );
  });

  it('tells the intervals in the reason, bounded metrics first, and keeps calibration for the report', () => {
    const scored = Array.from({ length: 30 }, (_, row) => ({ actual: Number(row % 3 === 0), score: (row % 10) / 10 }));
    const metrics = headlineMetrics('classification', scored);
    const calibration = calibrationBins(
      Float64Array.from(scored, ({ score }) => score),
      scored.map(({ actual }) => actual),
    );
    const result = qualityGate({
      evaluationSet: 1,
      rows: 30,
      metrics,
      loss,
      intervals: metricIntervals('classification', scored, 1),
      calibration,
      confusion: { classes: 2, counts: Float64Array.of(12, 8, 6, 4), labels: ['no', 'yes'] },
      bounds: { roc_auc: { minimum: 0 } },
    });
    expect(result.reason).toMatch(/^roc_auc 0\.\d+ \(0\.\d+ to 0\.\d+\), accuracy .* and 4 more on evaluation set 1/);
    expect(Object.values(result.numbers).every((value) => typeof value === 'number')).toBe(true);
    expect(result.details).toMatchObject({
      metrics: { roc_auc: { value: metrics.roc_auc, method: 'delong', minimum: 0 }, f1: { method: 'bootstrap' } },
      confusion: {
        labels: ['no', 'yes'],
        actualByPredicted: [
          [12, 8],
          [6, 4],
        ],
      },
    });
    const bins = z.looseObject({ calibration: z.array(z.looseObject({ rows: z.number() })) }).parse(result.details);
    expect(bins.calibration.map(({ rows }) => rows)).toEqual([3, 3, 3, 0, 3, 3, 0, 3, 3, 0, 3, 3, 0, 3, 0]);
    expect(JSON.parse(JSON.stringify(result.details))).toEqual(result.details);
  });

  it('keeps reason and numbers short for a hundred labels', () => {
    const labels = Array.from({ length: 100 }, (_, label) => label);
    const scored = labels.map((actual) => ({
      actual,
      score: 0.505,
      probabilities: labels.map((label) => (label === (actual * 7) % 100 ? 0.505 : 0.005)),
    }));
    const metrics = headlineMetrics('classification', scored);
    const found = { metrics, loss, intervals: metricIntervals('classification', scored, 1), previousMetrics: metrics };
    const passing = qualityGate({ evaluationSet: 1, rows: 100, bounds: {}, ...found });
    const bounds = Object.fromEntries(Object.keys(metrics).map((name) => [name, { minimum: 2, maximum: -1 }]));
    const failing = qualityGate({ evaluationSet: 1, rows: 100, bounds, ...found });
    expect(Object.keys(passing.numbers).length).toBeLessThanOrEqual(40);
    for (const { reason } of [passing, failing]) expect(reason.length).toBeLessThanOrEqual(600);
  });

  it('prints the set before without judging it', () => {
    const bounds = { rmse: { maximum: 10 } };
    const result = qualityGate({ ...evidence, bounds, previousMetrics: { rmse: 99 } });
    expect(result).toMatchObject({ passed: true, numbers: { 'previous.rmse': 99 } });
  });
});

describe('the champion gate', () => {
  const losses = Array.from({ length: 100 }, (_, row) => 1 + (row % 7) / 10);
  const gate = (factor: number, margin: number) =>
    championGate({
      championVersion: 3,
      candidateLosses: losses.map((loss) => loss * factor),
      championLosses: losses,
      margin,
      seed: 1,
    });

  it('passes the same losses with a margin of zero, and better ones', () => {
    expect(gate(1, 0).passed).toBe(true);
    expect(gate(0.9, 0).passed).toBe(true);
  });

  it('passes what is worse within the margin, and fails what is worse by more, with its numbers', () => {
    expect(gate(1.03, 0.05).passed).toBe(true);
    const result = gate(1.1, 0.05);
    expect(result.verdict).toBe('failed');
    expect(result.reason).toContain('of the champion, version 3');
    expect(result.numbers).toMatchObject({ rows: 100, championVersion: 3 });
  });

  it('tells what is worse from what so few rows do not show, and how many would', () => {
    const noisy = (rows: number, by: number) =>
      championGate({
        championVersion: 3,
        candidateLosses: Array.from({ length: rows }, (_, row) => 1 + by + (row % 2 === 0 ? 0.2 : -0.2)),
        championLosses: Array.from({ length: rows }, () => 1),
        margin: 0.02,
        seed: 1,
      });
    const few = noisy(60, 0);
    expect(few.verdict).toBe('failed');
    // ((1.64485 + 0.84162) 0.2 sqrt(60 / 59) / 0.02)^2
    expect(few.reason).toMatch(
      /^neither shown to be worse than the champion nor to be as good, with 60 rows: about 629 /,
    );
    expect(few.numbers).toMatchObject({ rowsNeeded: 629 });
    expect(noisy(630, 0).verdict).toBe('passed');
    expect(noisy(60, 0.2).reason).toMatch(/^worse than the champion: mean loss 1.2 against 1 /);
    expect(noisy(60, 0.2).numbers).not.toHaveProperty('rowsNeeded');
    expect(noisy(2_000, 0.015).reason).toMatch(/^worse than the champion: /);
  });

  it("prints McNemar's exact test of the decisions", () => {
    const decided = (wrong: readonly number[]) => losses.map((_, row) => !wrong.includes(row));
    const evidence = { championVersion: 3, candidateLosses: losses, championLosses: losses, margin: 0, seed: 1 };
    const right = { candidate: decided([1, 2]), champion: decided([2, 3, 4, 5, 6, 7, 8]) };
    const result = championGate({ ...evidence, right });
    // scipy.stats.binomtest(1, 7).pvalue
    expect(result.numbers).toMatchObject({
      candidateOnlyRight: 6,
      championOnlyRight: 1,
      mcnemarP: expect.closeTo(0.125, 12),
    });
    expect(result.reason).toContain("6 are right of this version alone, 1 of the champion alone (McNemar's p 0.125)");
    const same = championGate({ ...evidence, right: { candidate: right.champion, champion: right.champion } });
    expect(same.numbers).toMatchObject({ candidateOnlyRight: 0, championOnlyRight: 0, mcnemarP: 1 });
  });

  it('compares a model of two labels with one of three on one scale', () => {
    const two = [{ actual: 1, score: 0.8 }];
    const three = [{ actual: 2, score: 0.8, probabilities: [0.2, 0, 0.8] }];
    const [first, second] = comparedLosses('classification', two, three);
    expect(first[0]).toBeCloseTo(second[0] ?? Number.NaN, 12);
    expect(comparedLosses('classification', two, two)[0]).toEqual([expect.closeTo(0.04, 12)]);
    expect([rowsRight(two), rowsRight(three)]).toEqual([[true], [true]]);
  });
});
