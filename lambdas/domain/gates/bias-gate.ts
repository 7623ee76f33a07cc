import type { MetricBound } from '../../../lib/contracts/index.js';
import type { BiasMeasures } from '../bias/measure-bias.js';
import { BIAS_METRIC_NAMES, type BiasMetric, isBiasMetric } from '../bias/metric-names.js';
import type { Json } from '../canonical-json.js';
import { failed, type GateFinding, passed, shown, stored, unverified } from './gate-result.js';

export interface BiasEvidence {
  readonly evaluationSet: number;
  readonly facets: readonly FacetMeasures[];
  readonly bounds: Readonly<Record<string, MetricBound>>;
}

export interface FacetMeasures {
  /** `COLUMN=VALUE` or `COLUMN>NUMBER`. */
  readonly facet: string;
  /** Rows without a value in its column: they count as advantaged. */
  readonly missingRows: number;
  readonly measures: BiasMeasures;
  /** Why a metric is not among the measures, by its name. */
  readonly problems: Readonly<Partial<Record<BiasMetric, string>>>;
}

/** How many numbers of all facets the registry's item gets; the report has all. */
const HEADLINE_NUMBERS = 40;
const PROBLEMS_SHOWN = 4;

interface Problem {
  readonly kind: 'failed' | 'unverified';
  readonly text: string;
}

/** Every metric that the policy bounds is within its bounds, for each facet. Infinite compares as infinite. */
export function biasGate({ evaluationSet, facets, bounds }: BiasEvidence): GateFinding {
  const unknown = Object.keys(bounds).filter((name) => !isBiasMetric(name));
  if (unknown.length > 0) {
    const names = unknown.map((name) => `"${name}"`).join(', ');
    return unverified('bias', `the policy bounds ${names}: expected ${BIAS_METRIC_NAMES.join(', ')}`);
  }
  const bounded = Object.keys(bounds).filter(isBiasMetric);
  const numbers = headlineNumbers(evaluationSet, facets, bounded);
  const details: Json = { evaluationSet, facets: facets.map(factsOf) };
  const problems = facets.flatMap((facet) => bounded.flatMap((name) => problemsOf(facet, name, bounds[name] ?? {})));
  for (const [kind, finding] of [['failed', failed] as const, ['unverified', unverified] as const]) {
    const found = problems.filter((problem) => problem.kind === kind);
    if (found.length > 0) return finding('bias', inShort(found), numbers, details);
  }
  const told = facets.map(({ facet, measures, missingRows }) => {
    const values = bounded.map((name) => `${name} ${shown(measured(measures, name) ?? Number.NaN)}`);
    const missing = missingRows === 0 ? '' : `, ${missingRows} without a value`;
    return `${facet} (${measures.disadvantagedRows} of ${measures.rows} rows${missing}): ${values.join(', ') || 'no metric has a bound'}`;
  });
  return passed('bias', `${told.join('; ')}, on evaluation set ${evaluationSet}`, numbers, details);
}

function measured({ pretraining, posttraining }: BiasMeasures, name: BiasMetric): number | undefined {
  const values: Readonly<Partial<Record<BiasMetric, number>>> = { ...pretraining, ...posttraining };
  return values[name];
}

function problemsOf(of: FacetMeasures, name: BiasMetric, { minimum, maximum }: MetricBound): Problem[] {
  const { facet, measures, problems } = of;
  const value = measured(measures, name);
  if (value === undefined || Number.isNaN(value)) {
    return [
      { kind: 'unverified', text: `${facet}: ${name} can't be measured: ${problems[name] ?? undefinedBecause(of)}` },
    ];
  }
  const interval = measures.intervals[name];
  const within = interval === undefined ? '' : ` (95 % interval ${shown(interval.lower)} to ${shown(interval.upper)})`;
  const problem = (bound: string): Problem => ({
    kind: 'failed',
    text: `${facet}: ${name} is ${shown(value)}${within}, ${bound} expected`,
  });
  return [
    ...(minimum !== undefined && value < minimum ? [problem(`at least ${shown(minimum)}`)] : []),
    ...(maximum !== undefined && value > maximum ? [problem(`at most ${shown(maximum)}`)] : []),
  ];
}

function undefinedBecause({ missingRows, measures: { rows, disadvantagedRows } }: FacetMeasures): string {
  const missing = missingRows > 0 ? `, ${missingRows} of ${rows} have no value in its column` : '';
  if (disadvantagedRows === 0) return `no row is in the facet${missing}`;
  if (disadvantagedRows === rows) return `all ${rows} rows are in the facet`;
  return 'the labels or the predictions of the evaluation set are all of one kind';
}

function inShort(problems: readonly Problem[]): string {
  const some = problems.slice(0, PROBLEMS_SHOWN).map(({ text }) => text);
  const more = problems.length - some.length;
  return `${some.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}

/** Bounded metrics come first. */
function headlineNumbers(
  evaluationSet: number,
  facets: readonly FacetMeasures[],
  bounded: readonly BiasMetric[],
): GateFinding['numbers'] {
  const names = [...bounded, ...BIAS_METRIC_NAMES.filter((name) => !bounded.includes(name))];
  const found = names.flatMap((name) =>
    facets.flatMap(({ facet, measures }) => {
      const value = measured(measures, name);
      return value === undefined ? [] : [[`${facet}.${name}`, stored(value)] as const];
    }),
  );
  return { evaluationSet, ...Object.fromEntries(found.slice(0, HEADLINE_NUMBERS)) };
}

function factsOf({ facet, missingRows, measures, problems }: FacetMeasures): { readonly [name: string]: Json } {
  const safe = (values: Readonly<Record<string, number>>) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, stored(value)]));
  return {
    facet,
    rows: measures.rows,
    disadvantagedRows: measures.disadvantagedRows,
    missingRows,
    pretraining: safe(measures.pretraining),
    posttraining: safe(measures.posttraining ?? {}),
    intervals: Object.fromEntries(
      Object.entries(measures.intervals).map(([name, { lower, upper }]) => [name, safe({ lower, upper })]),
    ),
    problems: { ...problems },
  };
}
