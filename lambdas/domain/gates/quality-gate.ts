import type { GateResult } from '../registry/records.js';
import { failed, passed, shown } from './gate-result.js';

export interface QualityEvidence {
  readonly evaluationSet: number;
  readonly rows: number;
  /** Computed by us on the current evaluation set. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly bounds: Readonly<Record<string, { readonly minimum?: number; readonly maximum?: number }>>;
  /** The same metrics on the set before: printed, not gated. */
  readonly previousMetrics?: Readonly<Record<string, number>>;
}

/** Every metric that the policy bounds is within its bounds. */
export function qualityGate({
  evaluationSet,
  rows,
  metrics,
  bounds,
  previousMetrics = {},
}: QualityEvidence): GateResult {
  const previous = Object.entries(previousMetrics).map(([name, value]) => [`previous.${name}`, value] as const);
  const numbers = { evaluationSet, rows, ...metrics, ...Object.fromEntries(previous) };
  const problems = Object.entries(bounds).flatMap(([name, { minimum, maximum }]) => {
    const value = metrics[name];
    if (value === undefined) {
      return [`${name} can't be computed on these rows; there are ${Object.keys(metrics).join(', ')}`];
    }
    return [
      ...(minimum !== undefined && !(value >= minimum)
        ? [`${name} is ${shown(value)}, at least ${shown(minimum)} expected`]
        : []),
      ...(maximum !== undefined && !(value <= maximum)
        ? [`${name} is ${shown(value)}, at most ${shown(maximum)} expected`]
        : []),
    ];
  });
  if (problems.length > 0) return failed('quality', problems.join('; '), numbers);
  const told = Object.entries(metrics).map(([name, value]) => `${name} ${shown(value)}`);
  return passed('quality', `${told.join(', ')} on evaluation set ${evaluationSet} (${rows} rows)`, numbers);
}
