import { describe, expect, it } from 'vitest';
import { computeStatistics } from '../../../../lambdas/domain/data-quality/compute-statistics.js';
import { suggestConstraints } from '../../../../lambdas/domain/data-quality/constraints.js';
import { inferType } from '../../../../lambdas/domain/data-quality/inferred-type.js';
import { sketchLevels, weightedValues } from '../../../../lambdas/domain/data-quality/model-monitor-sketch.js';

const column = (texts: readonly string[]) => {
  const [feature] = computeStatistics({ columns: ['a'], rows: texts.map((text) => [text]) }).features;
  if (feature === undefined) throw new Error('no feature');
  return feature;
};
const constraintOf = (texts: readonly string[]) =>
  suggestConstraints({ version: 0, dataset: { item_count: texts.length }, features: [column(texts)] }).features[0];

describe('the type of a column', () => {
  it.each([
    [['1', '-2', '+3', ''], 'Integral'],
    [['1', '2.5'], 'Fractional'],
    [['1e3', '.5', '7.'], 'Fractional'],
    [['1', 'two'], 'String'],
    [['NaN'], 'String'],
    [['1e999'], 'String'],
    [['true', 'false'], 'String'],
    [['', ''], 'Unknown'],
    [[], 'Unknown'],
  ])('of %j is %s', (texts, type) => {
    expect(inferType(texts)).toBe(type);
  });
});

describe('the statistics of a column', () => {
  it('of numbers are those of the values that are there', () => {
    // numpy: np.histogram([1, 2, 3, 4, 10], bins=10), np.std([1, 2, 3, 4, 10])
    const { numerical_statistics: numbers } = column(['1', '', '2', '3', '4', '10']);
    expect(numbers).toMatchObject({
      common: { num_present: 5, num_missing: 1 },
      mean: 4,
      sum: 20,
      std_dev: expect.closeTo(3.1622776601683795, 12),
      min: 1,
      max: 10,
    });
    const kll = numbers?.distribution?.kll;
    expect(kll?.buckets.map(({ count }) => count)).toEqual([1, 1, 1, 1, 0, 0, 0, 0, 0, 1]);
    expect(kll?.buckets[0]).toMatchObject({ lower_bound: 1, upper_bound: expect.closeTo(1.9, 12) });
    expect(kll?.sketch).toEqual({ parameters: { c: 0.64, k: 2048 }, data: [[1, 2, 3, 4, 10]] });
  });

  it('of one value have a range of width one around it', () => {
    const buckets = column(['7', '7']).numerical_statistics?.distribution?.kll.buckets;
    expect([buckets?.[0]?.lower_bound, buckets?.[9]?.upper_bound]).toEqual([6.5, 7.5]);
    expect(buckets?.reduce((sum, { count }) => sum + count, 0)).toBe(2);
  });

  it('of texts name the most frequent first', () => {
    expect(column(['b', 'a', 'b', '', 'c']).string_statistics).toEqual({
      common: { num_present: 4, num_missing: 1 },
      distinct_count: 3,
      distribution: {
        categorical: {
          buckets: [
            { value: 'b', count: 2 },
            { value: 'a', count: 1 },
            { value: 'c', count: 1 },
          ],
        },
      },
    });
  });

  it('of a column without values say that all are missing', () => {
    expect(column(['', ''])).toMatchObject({
      inferred_type: 'Unknown',
      string_statistics: { common: { num_present: 0, num_missing: 2 }, distinct_count: 0 },
    });
  });

  it('keep at most a thousand values of a text, and the number of all', () => {
    const { string_statistics: texts } = column(Array.from({ length: 1_500 }, (_, i) => `id-${i}`));
    expect(texts?.distinct_count).toBe(1_500);
    expect(texts?.distribution?.categorical.buckets).toHaveLength(1_000);
  });

  it.each([0, 1, 2048, 2049, 4097, 10_000])('sketch %i values with weights that add up to them', (count) => {
    const sorted = Float64Array.from({ length: count }, (_, i) => i);
    const levels = sketchLevels(sorted);
    const { values, total } = weightedValues(levels);
    expect(total).toBe(count);
    expect(levels.every((level) => level.length <= 2048)).toBe(true);
    expect([...values]).toEqual([...values].sort((a, b) => a - b));
  });
});

describe('the constraints that statistics suggest', () => {
  it('are completeness, type and sign of numbers', () => {
    expect(constraintOf(['1', '', '0', '3'])).toEqual({
      name: 'a',
      inferred_type: 'Integral',
      completeness: 0.75,
      num_constraints: { is_non_negative: true },
    });
    expect(constraintOf(['1', '-1'])).toMatchObject({ num_constraints: { is_non_negative: false } });
  });

  it('are a domain where values repeat, and none where they name rows', () => {
    expect(constraintOf(['wet', 'dry', 'wet', 'dry'])).toMatchObject({
      string_constraints: { domains: ['dry', 'wet'] },
    });
    expect(constraintOf(['ada', 'bob', 'cid'])).not.toHaveProperty('string_constraints');
    const many = Array.from({ length: 121 }, (_, i) => [`v${i}`, `v${i}`]).flat();
    expect(constraintOf(many)).not.toHaveProperty('string_constraints');
    expect(constraintOf(many.slice(2))?.string_constraints?.domains).toHaveLength(120);
  });

  it('are what Model Monitor sets for every baseline', () => {
    expect(suggestConstraints(computeStatistics({ columns: ['a'], rows: [] })).monitoring_config).toEqual({
      evaluate_constraints: 'Enabled',
      emit_metrics: 'Enabled',
      datatype_check_threshold: 1,
      domain_content_threshold: 1,
      distribution_constraints: {
        perform_comparison: 'Enabled',
        comparison_threshold: 0.1,
        comparison_method: 'Robust',
        categorical_comparison_threshold: 0.1,
        categorical_drift_method: 'LInfinity',
      },
    });
  });
});
