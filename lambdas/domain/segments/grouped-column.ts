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
  readonly groups: readonly Group[];
  /** Of each row the number of its group, from 1; 0 for rows of values beyond the most frequent 254. */
  readonly of: Uint8Array;
}

/** Groups that a byte can number. */
const MOST_GROUPS = 254;
/** Numbers with more values than this are quartered. */
const MOST_VALUES = 10;
const SHOWN_CHARACTERS = 60;

/**
 * Each value of a text, or of a number that has at most ten, is a group; other numbers are cut at the quartiles of these
 * rows. Empty text is missing, a group of its own. `text` keeps what looks like numbers from being taken as such.
 */
export function groupColumn(name: string, texts: readonly string[], kind: 'text' | 'any' = 'any'): GroupedColumn {
  const numbers = kind === 'text' ? undefined : asNumbers(texts);
  if (numbers !== undefined) {
    const present = numbers.filter((value) => !Number.isNaN(value)).sort();
    if (new Set(present).size > MOST_VALUES) return quarters(name, numbers, present);
  }
  return byValue(
    name,
    numbers === undefined ? texts : texts.map(canonicalValue),
    numbers === undefined ? quoted : String,
  );
}

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

function byValue(name: string, values: readonly string[], show: (value: string) => string): GroupedColumn {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const kept = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, MOST_GROUPS);
  const numberOf = new Map(kept.map(([value], index) => [value, index + 1]));
  return {
    name,
    groups: kept.map(([value, rows]) => ({
      name: value === '' ? `${name} is missing` : `${name} = ${show(value)}`,
      rows,
    })),
    of: Uint8Array.from(values, (value) => numberOf.get(value) ?? 0),
  };
}

function quarters(name: string, numbers: Float64Array, sorted: Float64Array): GroupedColumn {
  const largest = sorted[sorted.length - 1] as number;
  const cuts = [...new Set([1, 2, 3].map((quarter) => quantile(sorted, quarter, 4)))].filter((cut) => cut < largest);
  // Where most rows have the largest value, they are one group and the others another.
  const edges = cuts.length > 0 ? cuts : [sorted.findLast((value) => value < largest) as number];
  const of = Uint8Array.from(numbers, (value) =>
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
    groups: [
      ...names.map((group, index) => ({ name: group, rows: rows[index + 1] as number })),
      ...(missing > 0 ? [{ name: `${name} is missing`, rows: missing }] : []),
    ],
    of,
  };
}
