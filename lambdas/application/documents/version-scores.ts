import { InvalidInput } from '../../domain/errors.js';
import type { ScoredRow } from '../../domain/gates/metrics.js';
import { parseCsv } from './csv.js';

/** What a version says of the labelled rows of an evaluation set. */
export interface VersionScores {
  /** 0-based positions in the set. */
  readonly positions: readonly number[];
  /** Of each position. */
  readonly rows: readonly ScoredRow[];
}

const COLUMNS = ['row', 'actual', 'score'];
const WHAT = 'scores.csv';

/**
 * `scores.csv` of a validation: `row,actual,score`, and of three or more labels `probability.0`, `probability.1`, … in the
 * order of the signature. Numbers as JavaScript writes them, so that reading gives the very same.
 */
export function renderVersionScores({ positions, rows }: VersionScores): string {
  const labels = rows[0]?.probabilities?.length ?? 0;
  const header = [...COLUMNS, ...Array.from({ length: labels }, (_, label) => `probability.${label}`)];
  const lines = rows.map(({ actual, score, probabilities = [] }, index) =>
    [positions[index], actual, score, ...probabilities].join(','),
  );
  return [header.join(','), ...lines, ''].join('\n');
}

/** Throws InvalidInput for what was not written by `renderVersionScores`. */
export function parseVersionScores(text: string): VersionScores {
  const { columns, rows: lines } = parseCsv(text, WHAT);
  if (lines.length === 0 || COLUMNS.some((name, at) => columns[at] !== name)) {
    throw new InvalidInput(
      `${WHAT} has ${lines.length} rows of ${columns.slice(0, 5).join(', ')}: expected ${COLUMNS}`,
    );
  }
  const numbers = lines.map((texts, line) => texts.map((text) => numberOf(text, line + 1)));
  return {
    positions: numbers.map(([position = Number.NaN]) => position),
    rows: numbers.map(([, actual = Number.NaN, score = Number.NaN, ...probabilities]) => ({
      actual,
      score,
      ...(probabilities.length === 0 ? {} : { probabilities }),
    })),
  };
}

function numberOf(text: string, row: number): number {
  const value = Number(text);
  if (text !== '' && Number.isFinite(value)) return value;
  throw new InvalidInput(`${WHAT}, row ${row}: got "${text.slice(0, 40)}", expected a number`);
}
