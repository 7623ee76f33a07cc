import { BOOTSTRAP_DRAWS, bootstrapCountIntervals, type Interval } from '../statistics/bootstrap.js';
import { type BiasRows, type Cells, countCells } from './cells.js';
import { flipTest } from './flip-test.js';
import type { BiasMetric, PosttrainingMetric, PretrainingMetric } from './metric-names.js';
import { posttrainingMetrics } from './posttraining.js';
import { pretrainingMetrics } from './pretraining.js';

const SEED = 1;

/** A metric that was not asked for is not there; NaN where it is not defined for these rows. */
export interface BiasMeasures {
  readonly rows: number;
  readonly disadvantagedRows: number;
  readonly pretraining: Readonly<Partial<Record<PretrainingMetric, number>>>;
  readonly posttraining?: Readonly<Partial<Record<PosttrainingMetric, number>>>;
  /** 95 % percentile intervals of 2,000 resamples of the rows; none where most resamples leave the metric undefined. */
  readonly intervals: Readonly<Partial<Record<BiasMetric, Interval>>>;
}

export interface BiasOptions {
  /** Columns of finite numbers for FT; FT needs predictions too. */
  readonly features?: readonly Float64Array[];
  /** 0 for no intervals. Default 2,000. */
  readonly draws?: number;
}

/**
 * Every metric that the rows allow: CDDL and CDDPL with groups, FT with features. FT has no interval: the bootstrap is not
 * valid for nearest neighbours (Abadie and Imbens 2008, Econometrica 76). Throws RangeError for no rows.
 */
export function measureBias(rows: BiasRows, { features, draws = BOOTSTRAP_DRAWS }: BiasOptions = {}): BiasMeasures {
  const { facet, prediction } = rows;
  const grouped = rows.group !== undefined;
  const cells = countCells(rows);
  const pretraining = pretrainingOf(cells, grouped);
  const posttraining = prediction === undefined ? undefined : posttrainingOf(cells, grouped);
  const intervals =
    draws === 0
      ? {}
      : bootstrapCountIntervals(
          cells,
          (drawn) => ({
            ...pretrainingOf(drawn, grouped),
            ...(posttraining === undefined ? {} : posttrainingOf(drawn, grouped)),
          }),
          { seed: SEED, draws },
        );
  const flips = features === undefined || prediction === undefined ? {} : { FT: flipTest(features, facet, prediction) };
  return {
    rows: facet.length,
    disadvantagedRows: facet.reduce((sum, side) => sum + side, 0),
    pretraining,
    ...(posttraining === undefined ? {} : { posttraining: { ...posttraining, ...flips } }),
    intervals,
  };
}

function pretrainingOf(cells: Cells, grouped: boolean): BiasMeasures['pretraining'] {
  const { CDDL, ...others } = pretrainingMetrics(cells);
  return grouped ? { ...others, CDDL } : others;
}

function posttrainingOf(cells: Cells, grouped: boolean): Partial<Record<PosttrainingMetric, number>> {
  const { CDDPL, ...others } = posttrainingMetrics(cells);
  return grouped ? { ...others, CDDPL } : others;
}
