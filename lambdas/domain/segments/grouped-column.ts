import { canonicalValue } from '../datasets/row-identity.js';
import { shown } from '../gates/gate-result.js';
import { quantile } from '../statistics/quantile.js';

export interface Group {
  /** As reasons and reports name it: `city = "Porto"`, `28 < age <= 37`, `age is missing`. */
  readonly name: string;
  readonly rows: number;
}

/** A column as groups of rows. */
export interface GroupedColumn {
  readonly name: string;
  /** What the groups are of it. */
  readonly kind: 'values' | 'quarters';
  readonly groups: readonly Group[];
  /** Of each row the number of its group, from 1; 0 for rows of groups that are left out. */
  readonly of: Uint32Array;
  /** Groups that are left out. */
  readonly omitted: number;
}

/** What is a group, and which groups are kept. */
export interface Grouping {
  /** `text` keeps what looks like numbers from being taken as such. Default `any`. */
  readonly kind?: 'text' | 'any';
  /** Groups that are kept whatever their rows: the most frequent. Default 254. */
  readonly most?: number;
  /** Rows from which on a group is kept however many there are. By default none is. */
  readonly keptFrom?: number;
}

const MOST_GROUPS = 254;
/** Numbers with more values than this are quartered. */
const MOST_VALUES = 10;
/** Whole numbers with no more values than this may be codes, such as a store's. */
const MOST_CODES = 1_000;
const SHOWN_CHARACTERS = 60;

/**
 * Each value of a text, or of a number that has at most ten, is a group; other numbers are cut at the quartiles of these
 * rows. Empty text is missing, a group of its own.
 */
export function groupColumn(name: string, texts: readonly string[], grouping: Grouping = {}): GroupedColumn {
  const numbers = grouping.kind === 'text' ? undefined : asNumbers(texts);
  if (numbers === undefined) return byValue(name, texts, quoted, grouping);
  const present = presentOf(numbers);
  return new Set(present).size > MOST_VALUES
    ? quarters(name, numbers, present)
    : byValue(name, texts.map(canonicalValue), String, grouping);
}

/**
 * A column that somebody declared to be groups, as all that it may mean: whole numbers may be codes, each a group, or
 * amounts, of which the quarters are.
 */
export function groupDeclaredColumn(
  name: string,
  texts: readonly string[],
  grouping: Grouping = {},
): readonly GroupedColumn[] {
  const whole = groupColumn(name, texts, grouping);
  const numbers = grouping.kind === 'text' ? undefined : asNumbers(texts);
  if (numbers === undefined) return [whole];
  const values = new Set(presentOf(numbers));
  const isCode = values.size > MOST_VALUES && values.size <= MOST_CODES && [...values].every(Number.isInteger);
  return isCode ? [byValue(name, texts.map(canonicalValue), String, grouping), whole] : [whole];
}

const presentOf = (numbers: Float64Array): Float64Array => numbers.filter((value) => !Number.isNaN(value)).sort();

/** NaN is missing; undefined where a text is no number. */
function asNumbers(texts: readonly string[]): Float64Array | undefined {
  const numbers = new Float64Array(texts.length);
  for (const [row, text] of texts.entries()) {
    if (text === '') {
      numbers[row] = Number.NaN;
      continue;
    }
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!Number.isFinite(value)) return undefined;
    numbers[row] = value;
  }
  return numbers;
}

function quoted(text: string): string {
  return JSON.stringify(text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text);
}

function byValue(
  name: string,
  values: readonly string[],
  show: (value: string) => string,
  { most = MOST_GROUPS, keptFrom = Number.POSITIVE_INFINITY }: Grouping,
): GroupedColumn {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const kept = [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .filter(([, rows], index) => index < most || rows >= keptFrom);
  const numberOf = new Map(kept.map(([value], index) => [value, index + 1]));
  return {
    name,
    kind: 'values',
    groups: kept.map(([value, rows]) => ({
      name: value === '' ? `${name} is missing` : `${name} = ${show(value)}`,
      rows,
    })),
    of: Uint32Array.from(values, (value) => numberOf.get(value) ?? 0),
    omitted: counts.size - kept.length,
  };
}

function quarters(name: string, numbers: Float64Array, sorted: Float64Array): GroupedColumn {
  const largest = sorted[sorted.length - 1] as number;
  const cuts = [...new Set([1, 2, 3].map((quarter) => quantile(sorted, quarter, 4)))].filter((cut) => cut < largest);
  // Where most rows have the largest value, they are one group and the others another.
  const edges = cuts.length > 0 ? cuts : [sorted.findLast((value) => value < largest) as number];
  const of = Uint32Array.from(numbers, (value) =>
    Number.isNaN(value) ? edges.length + 2 : 1 + edges.filter((edge) => value > edge).length,
  );
  const rows = new Uint32Array(edges.length + 3);
  for (const group of of) rows[group] = (rows[group] as number) + 1;
  const names = [...edges, Number.POSITIVE_INFINITY].map((edge, index) => {
    const below = edges[index - 1];
    if (below === undefined) return `${name} <= ${shown(edge)}`;
    return edge === Number.POSITIVE_INFINITY
      ? `${name} > ${shown(below)}`
      : `${shown(below)} < ${name} <= ${shown(edge)}`;
  });
  const missing = rows[edges.length + 2] as number;
  return {
    name,
    kind: 'quarters',
    groups: [
      ...names.map((group, index) => ({ name: group, rows: rows[index + 1] as number })),
      ...(missing > 0 ? [{ name: `${name} is missing`, rows: missing }] : []),
    ],
    of,
    omitted: 0,
  };
}
