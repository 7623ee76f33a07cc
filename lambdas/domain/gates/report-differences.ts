import type { EvaluationReport } from '../manifest.js';
import { shown } from './gate-result.js';
import { lossSummary } from './loss-summary.js';
import { headlineMetrics, type ScoredRow } from './metrics.js';

/** Relative. */
const TOLERANCE = 1e-3;
/** Libraries take a probability of 0 for different small ones. */
const TOLERANCE_OF_LOGARITHMS = 0.05;

/**
 * Where an evaluation report does not say what its model's scores say: rows, loss, and the metrics that we know. What follows
 * from our scores or from those that were submitted with it is right: a score that is next to a threshold, or tied with
 * another, may fall to either side.
 * @param tolerance absolute, of a score
 */
export function reportDifferences(
  { task, rows, loss, metrics }: EvaluationReport,
  own: readonly ScoredRow[],
  submitted: readonly ScoredRow[],
  tolerance: number,
): string[] {
  const [ours, theirs] = [numbersOf(task, own), numbersOf(task, submitted)];
  const told: readonly (readonly [string, number])[] = [
    ['loss.mean', loss.mean],
    ['loss.standardDeviation', loss.standardDeviation],
    ...Object.entries(metrics).map(([name, value]) => [`metrics.${name}`, value] as const),
  ];
  const wrong = told.flatMap(([name, value]) => {
    const expected = ours.get(name);
    if (expected === undefined || !Number.isFinite(expected)) return [];
    const relative = name === 'metrics.log_loss' ? TOLERANCE_OF_LOGARITHMS : TOLERANCE;
    const isNear = (other = Number.NaN) => Math.abs(value - other) <= tolerance + relative * Math.abs(other);
    return isNear(expected) || isNear(theirs.get(name)) ? [] : [difference(name, value, expected)];
  });
  return [...(rows === own.length ? [] : [difference('rows', rows, own.length)]), ...wrong];
}

function numbersOf(task: EvaluationReport['task'], rows: readonly ScoredRow[]): ReadonlyMap<string, number> {
  const { mean, standardDeviation } = lossSummary(task, rows);
  return new Map([
    ['loss.mean', mean],
    ['loss.standardDeviation', standardDeviation],
    ...Object.entries(headlineMetrics(task, rows)).map(([name, value]) => [`metrics.${name}`, value] as const),
  ]);
}

const difference = (name: string, told: number, is: number): string =>
  `evaluation.json says ${name} is ${shown(told)}, of the predictions it is ${shown(is)}`;
