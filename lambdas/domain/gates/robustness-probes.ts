import type { InputColumn, Row, Signature, Value } from '../signature.js';

/** Rows that fit the signature and are odd in one way. */
export interface Probe {
  /** Such as `missing` or `1e+308`. */
  readonly kind: string;
  /** Undefined where it is about all of them. */
  readonly column?: string;
  readonly rows: readonly Row[];
}

/** Rows of the evaluation set that a probe changes, at most, and rows of all probes. */
const MOST_BASES = 50;
const MOST_ROWS = 5_000;
/** The largest number below 2^63 that is a double. */
const LONG_LIMIT = 2 ** 63 - 1024;
const LONG_TEXT = 'long '.repeat(2_000);

const numbers = (limit: number): (readonly [string, Value])[] =>
  [0, -1, 1e9, -1e9, limit, -limit].map((value) => [String(value), value] as const);

/** What each type of column is set to, by the name of the probe; missing is for optional columns alone. */
const VALUES: Readonly<Record<InputColumn['type'], readonly (readonly [string, Value])[]>> = {
  double: numbers(1e308),
  long: numbers(LONG_LIMIT),
  string: [
    ['an unseen category', 'no such category'],
    ['empty text', ''],
    ['very long text', LONG_TEXT],
    ['unicode', 'Zoë 雪 \u{1f98a} \u202e\u0301'],
  ],
  boolean: [
    ['true', true],
    ['false', false],
  ],
};

/**
 * Each column by itself missing, extreme or unseen, and all optional ones missing, in rows spread over the evaluation set;
 * fewer rows a probe where there are many columns, and the columns that are then too many left out, by name.
 */
export function makeProbes(
  { inputs }: Pick<Signature, 'inputs'>,
  instances: readonly Row[],
): { readonly probes: readonly Probe[]; readonly leftOut: readonly string[] } {
  const changes = inputs.map(({ name, type, required }) => ({
    name,
    values: [...(required ? [] : [['missing', null] as const]), ...VALUES[type]],
  }));
  let [taken, count] = [0, 1];
  while (taken < changes.length && count + (changes[taken]?.values.length ?? 0) <= MOST_ROWS) {
    count += changes[taken]?.values.length ?? 0;
    taken += 1;
  }
  const bases = spread(instances, Math.min(MOST_BASES, Math.max(1, Math.floor(MOST_ROWS / count))));
  const optional = inputs.filter((column) => !column.required).map(({ name }) => [name, null] as const);
  const whole: Probe[] =
    optional.length === 0
      ? []
      : [
          {
            kind: 'all optional columns missing',
            rows: bases.map((row) => ({ ...row, ...Object.fromEntries(optional) })),
          },
        ];
  return {
    probes: [
      ...changes.slice(0, taken).flatMap(({ name, values }) =>
        values.map(([kind, value]) => ({
          kind,
          column: name,
          rows: bases.map((row) => ({ ...row, [name]: value })),
        })),
      ),
      ...whole,
    ],
    leftOut: changes.slice(taken).map(({ name }) => name),
  };
}

const spread = (instances: readonly Row[], count: number): readonly Row[] =>
  instances.length <= count
    ? instances
    : Array.from({ length: count }, (_, index) => instances[Math.floor((index * instances.length) / count)] as Row);
