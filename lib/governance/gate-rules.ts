import { ALWAYS_DECIDING_GATES, allowListProblem, BIAS_METRICS, type ModelPolicy } from '../contracts';
import type { GateProps, MetricBounds } from './gate-props';

type Rules = ModelPolicy['gates'];
/** Notes a problem unless the first holds: what is wrong, what came, and what is expected. */
export type Expect = (holds: boolean, what: string, found: unknown, allowed: string) => void;

const MOST = { columns: 20, facets: 5, imports: 50 };

/** The rules of the gates, with the defaults of those that always have a value. */
export function gateRulesOf(props: GateProps = {}): Rules {
  return {
    predictionTolerance: props.predictionTolerance ?? 0.001,
    metrics: props.metrics ?? {},
    championMargin: props.championMargin ?? 0.02,
    advisory: props.advisory,
    allowUnverified: props.allowUnverified,
    pickleAllowList: props.pickleAllowList,
    data: props.data,
    segments: props.segments,
    bias: props.bias,
  };
}

export const isColumn = (name: string): boolean => name.length > 0 && name.length <= 200;
export const COLUMN = "a column's name of 1 to 200 characters";

const finite = (n: number): boolean => Number.isFinite(n);
const whole = (n: number): boolean => Number.isSafeInteger(n) && n > 0;

/** Says what is wrong with the rules. */
export function checkGateRules(rules: Rules, expect: Expect): void {
  const { championMargin, predictionTolerance, advisory = [], allowUnverified = [], pickleAllowList = [] } = rules;
  for (const [name, value] of Object.entries({ championMargin, predictionTolerance })) {
    expect(value >= 0 && finite(value), `gates.${name}`, value, '0 or more');
  }
  checkBounds('gates.metrics', rules.metrics, expect);
  const deciding = advisory.filter((gate) => ALWAYS_DECIDING_GATES.includes(gate));
  expect(
    deciding.length === 0,
    'gates.advisory',
    advisory,
    `none of ${ALWAYS_DECIDING_GATES.join(', ')}: these always decide`,
  );
  expect(
    !allowUnverified.includes('integrity'),
    'gates.allowUnverified',
    allowUnverified,
    "no integrity: what can't be opened is not served",
  );
  const odd = pickleAllowList.filter((entry) => allowListProblem(entry) !== undefined);
  const why = odd.map(allowListProblem).join('; ');
  expect(odd.length === 0, 'gates.pickleAllowList', odd, `module.name, or module.* for any name: ${why}`);
  expect(
    pickleAllowList.length <= MOST.imports,
    'gates.pickleAllowList (entries)',
    pickleAllowList.length,
    `at most ${MOST.imports}`,
  );
  const leakage = rules.data?.leakage ?? 1;
  expect(leakage > 0 && leakage <= 1, 'gates.data.leakage', leakage, 'above 0, up to 1');
  checkSegments(rules.segments ?? {}, expect);
  if (rules.bias !== undefined) checkBias(rules.bias, expect);
}

function checkSegments(
  { columns = [], metrics = {}, minimumRows = 1 }: NonNullable<Rules['segments']>,
  expect: Expect,
): void {
  for (const column of columns) expect(isColumn(column), 'gates.segments.columns', column, COLUMN);
  expect(columns.length <= MOST.columns, 'gates.segments.columns (entries)', columns.length, `at most ${MOST.columns}`);
  checkBounds('gates.segments.metrics', metrics, expect);
  expect(whole(minimumRows), 'gates.segments.minimumRows', minimumRows, 'a whole number above 0');
}

function checkBias({ facets, group = '-', positiveAbove = 0, metrics }: NonNullable<Rules['bias']>, expect: Expect) {
  expect(
    facets.length > 0 && facets.length <= MOST.facets,
    'gates.bias.facets (entries)',
    facets.length,
    `1 to ${MOST.facets}`,
  );
  for (const facet of facets) {
    expect(isColumn(facet.column), 'gates.bias.facets.column', facet.column, COLUMN);
    const one = (facet.value === undefined) !== (facet.above === undefined);
    expect(one && finite(facet.above ?? 0), 'gates.bias.facets', facet, 'either a value, or a number to be above');
  }
  expect(isColumn(group), 'gates.bias.group', group, COLUMN);
  expect(finite(positiveAbove), 'gates.bias.positiveAbove', positiveAbove, 'a number');
  checkBounds('gates.bias.metrics', metrics, expect);
  const known: readonly string[] = BIAS_METRICS;
  for (const name of Object.keys(metrics)) {
    expect(known.includes(name), 'gates.bias.metrics', name, `one of ${known.join(', ')}`);
  }
}

function checkBounds(what: string, bounds: { readonly [metric: string]: MetricBounds }, expect: Expect): void {
  for (const [metric, { minimum, maximum }] of Object.entries(bounds)) {
    expect(
      (minimum ?? maximum) !== undefined &&
        [minimum ?? 0, maximum ?? 0].every(finite) &&
        (minimum ?? -Infinity) <= (maximum ?? Infinity),
      `${what}.${metric}`,
      { minimum, maximum },
      'a minimum, a maximum, or both in order',
    );
  }
}
