import { moments } from '../../statistics/moments.js';
import type { ColumnStatistics, ColumnTest } from '../column-statistics.js';
import { describeNumber } from '../words.js';
import { cutChunks, distanceFrom } from './nannyml-chunks.js';
import { describeTest, findingOf, type PresetColumn, type PresetFinding } from './preset.js';

const TITLE = 'Jensen-Shannon distance';
const THRESHOLD = 0.1;
/** Standard deviations above the mean of the reference's chunks. */
const DEVIATIONS = 3;

/** Decides a column by NannyML's Jensen-Shannon distance (base 2) of all current rows: it drifts above 0.1. */
export function decideAsNannyml(_: PresetColumn, { jensenShannon }: ColumnStatistics): PresetFinding {
  return findingOf(TITLE, '>', [testOf('jensen_shannon', jensenShannon ?? Number.NaN, THRESHOLD)]);
}

/**
 * Decides a column as NannyML's univariate drift calculator does with its default threshold. Both sides are cut into chunks
 * of equal size, in the order of their rows, with what is left over as a smaller one; the threshold is the mean of the
 * reference's chunks' distances from the whole reference, plus three of their standard deviations (ddof 0). A chunk of the
 * current rows above it alerts, and the column drifts where any does; a chunk without a value neither alerts nor counts.
 * Null where a side has fewer rows than chunks.
 */
export function decideByChunks({ input, values }: PresetColumn, count: number): PresetFinding | null {
  const [reference, current] = [cutChunks(input.reference.rows, count), cutChunks(input.current.rows, count)];
  if (reference.length === 0 || current.length === 0) return null;
  const distance = distanceFrom(input);
  const expected = reference.map((chunk) => distance(values.reference, chunk)).filter((score) => !Number.isNaN(score));
  const { mean, standardDeviation } = moments(Float64Array.from(expected));
  const threshold = mean + DEVIATIONS * standardDeviation;
  const tests = current.map((chunk) =>
    testOf(`jensen_shannon[${chunk.start}:${chunk.end - 1}]`, distance(values.current, chunk), threshold),
  );
  const alerts = tests.filter(({ drifted }) => drifted).length;
  return { tests, drifted: alerts > 0, reason: describeChunks(tests, alerts) };
}

function describeChunks(tests: readonly ColumnTest[], alerts: number): string {
  const [highest] = tests.filter(({ score }) => !Number.isNaN(score)).toSorted((a, b) => b.score - a.score);
  if (highest === undefined) return 'no chunk has a value';
  const found = alerts === 0 ? 'no chunk alerts' : `${describeNumber(alerts)} of ${tests.length} chunks alert`;
  return `${found}: the highest ${describeTest(TITLE, '>', highest)} (mean and three standard deviations of the baseline's chunks)`;
}

const testOf = (name: string, score: number, threshold: number): ColumnTest => ({
  name,
  score,
  threshold,
  drifted: score > threshold,
});
