import type { Json } from '../canonical-json.js';
import type { CalibrationBin } from '../metrics/calibration.js';
import type { Confusion } from '../metrics/confusion.js';
import type { MetricInterval } from '../metrics/metric-intervals.js';
import { counted, failed, type GateFinding, passed, shown, stored } from './gate-result.js';
import type { LossSummary } from './loss-summary.js';

type Metrics = Readonly<Record<string, number>>;

export interface QualityEvidence {
  readonly evaluationSet: number;
  readonly rows: number;
  /** Computed by us on the current evaluation set. */
  readonly metrics: Metrics;
  /** Of these rows: what monitors compare traffic with. */
  readonly loss: LossSummary;
  /** At 95 %, of the metrics that have one. */
  readonly intervals?: Readonly<Record<string, MetricInterval>>;
  readonly bounds: Readonly<Record<string, { readonly minimum?: number; readonly maximum?: number }>>;
  /** The same metrics on the set before: printed, not gated. */
  readonly previousMetrics?: Metrics;
  /** Classification: of two labels the positive one's probability, of more the most probable one's. */
  readonly calibration?: readonly CalibrationBin[];
  /** Classification: with the labels by their index. */
  readonly confusion?: Confusion & { readonly labels: readonly (string | number)[] };
}

/** Metrics in a reason, at most; all are in the details. */
const TOLD = 8;
const PROBLEMS_TOLD = 5;

/** Every metric that the policy bounds is within its bounds; the metric itself decides, not its interval. */
export function qualityGate(evidence: QualityEvidence): GateFinding {
  const { evaluationSet, rows, metrics, loss, bounds, previousMetrics = {} } = evidence;
  const previous = Object.entries(previousMetrics).map(([name, value]) => [`previous.${name}`, stored(value)] as const);
  const measured = Object.entries(metrics).map(([name, value]) => [name, stored(value)] as const);
  const numbers = {
    evaluationSet,
    rows,
    lossMean: loss.mean,
    lossStandardDeviation: loss.standardDeviation,
    ...Object.fromEntries(measured),
    ...Object.fromEntries(previous),
  };
  const problems = Object.keys(bounds).flatMap((name) => problemsOf(name, evidence));
  if (problems.length > 0) {
    return failed('quality', listed(problems, PROBLEMS_TOLD, '; '), numbers, detailsOf(evidence));
  }
  const names = [...new Set([...Object.keys(bounds), ...Object.keys(metrics)])];
  const told = names.map((name) => `${name} ${shown(metrics[name] ?? Number.NaN)}${inBrackets(name, evidence)}`);
  const where = `on evaluation set ${evaluationSet} (${counted(rows, 'row')})`;
  return passed('quality', `${listed(told, TOLD, ', ')} ${where}`, numbers, detailsOf(evidence));
}

function problemsOf(name: string, evidence: QualityEvidence): string[] {
  const { metrics, bounds } = evidence;
  const { minimum, maximum } = bounds[name] ?? {};
  const value = metrics[name];
  if (value === undefined) {
    return [`${name} can't be computed on these rows; there are ${Object.keys(metrics).join(', ')}`];
  }
  const is = `${name} is ${shown(value)}${inBrackets(name, evidence)}`;
  return [
    ...(minimum !== undefined && !(value >= minimum) ? [`${is}, at least ${shown(minimum)} expected`] : []),
    ...(maximum !== undefined && !(value <= maximum) ? [`${is}, at most ${shown(maximum)} expected`] : []),
  ];
}

/** The interval as people write one; four digits are more than it is sure of. */
function inBrackets(name: string, { intervals = {} }: QualityEvidence): string {
  const interval = intervals[name];
  if (interval === undefined) return '';
  const [lower, upper] = [interval.lower, interval.upper].map((end) => String(Number(end.toPrecision(4))));
  return ` (${lower} to ${upper})`;
}

const listed = (texts: readonly string[], most: number, separator: string): string =>
  texts.length <= most
    ? texts.join(separator)
    : `${texts.slice(0, most).join(separator)} and ${texts.length - most} more`;

function detailsOf({
  metrics,
  intervals = {},
  bounds,
  previousMetrics,
  calibration,
  confusion,
}: QualityEvidence): Json {
  return {
    metrics: Object.fromEntries(
      Object.entries(metrics).map(([name, value]) => {
        const { lower, upper, method } = intervals[name] ?? {};
        const interval =
          lower === undefined || upper === undefined || method === undefined
            ? {}
            : { lower: stored(lower), upper: stored(upper), method };
        const { minimum, maximum } = bounds[name] ?? {};
        return [
          name,
          {
            value: stored(value),
            ...interval,
            ...(minimum === undefined ? {} : { minimum }),
            ...(maximum === undefined ? {} : { maximum }),
            ...(previousMetrics?.[name] === undefined ? {} : { previous: stored(previousMetrics[name]) }),
          },
        ];
      }),
    ),
    ...(calibration === undefined ? {} : { calibration: calibration.map((bin) => ({ ...bin })) }),
    ...(confusion === undefined
      ? {}
      : { confusion: { labels: [...confusion.labels], actualByPredicted: linesOf(confusion) } }),
  };
}

const linesOf = ({ classes, counts }: Confusion): number[][] =>
  Array.from({ length: classes }, (_, line) => [...counts.subarray(line * classes, (line + 1) * classes)]);
