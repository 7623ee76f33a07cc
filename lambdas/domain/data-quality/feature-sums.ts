import { areaEitherWay } from './feature-scores.js';

export interface NumberColumn {
  readonly name: string;
  readonly values: Float64Array;
}

/** A sum of columns, some with a minus, that tells the target. */
export interface TellingSum {
  readonly columns: readonly string[];
  /** `casual + registered`, `total - discount`. */
  readonly formula: string;
  readonly value: number;
}

/** Below this share of the target's spread a column adds nothing that a sum would need. */
const LEAST_CONTRIBUTION = 0.01;
/** How much the weights of a sum may differ: 1 each, or all the same. */
const SAME_WEIGHT = 0.02;
const MOST_TERMS = 10;
/** Rows, of them of the rarer label, by which a pair is put aside that orders these much worse than the threshold. */
const GLANCE_ROWS = 100;
const GLANCE_OF_LABEL = 10;
const GLANCE_SLACK = 0.2;

const formulaOf = (terms: readonly (readonly [name: string, sign: number])[]): string =>
  terms
    .map(([name, sign], index) => `${sign < 0 ? (index === 0 ? '-' : ' - ') : index === 0 ? '' : ' + '}${name}`)
    .join('');

/**
 * A sum that equals the target, or is in proportion to it: ordinary least squares over all columns, of which those that
 * matter have one weight, plus or minus. Undefined when the sum's R² is below the threshold.
 */
export function sumOfNumbers(
  columns: readonly NumberColumn[],
  target: Float64Array,
  threshold: number,
): TellingSum | undefined {
  const y = centred(target);
  const spread = norm(y);
  if (spread === 0) return undefined;
  const weights = leastSquares(
    columns.map(({ values }) => centred(values)),
    y,
  );
  const terms = columns.flatMap((column, index) => {
    const weight = weights[index] ?? 0;
    const matters = (Math.abs(weight) * norm(centred(column.values))) / spread >= LEAST_CONTRIBUTION;
    return matters ? [{ column, weight }] : [];
  });
  if (terms.length < 2 || terms.length > MOST_TERMS) return undefined;
  const sizes = terms.map(({ weight }) => Math.abs(weight));
  if (Math.max(...sizes) > (1 + SAME_WEIGHT) * Math.min(...sizes)) return undefined;
  const sum = centred(
    target.map((_, row) =>
      terms.reduce((all, { column, weight }) => all + Math.sign(weight) * (column.values[row] as number), 0),
    ),
  );
  const value = (dot(sum, y) / (norm(sum) * spread)) ** 2;
  if (!(value >= threshold)) return undefined;
  return {
    columns: terms.map(({ column }) => column.name),
    formula: formulaOf(terms.map(({ column, weight }) => [column.name, Math.sign(weight)])),
    value,
  };
}

/** The sum or difference of two columns that orders the labels 0 and 1 best; undefined when none reaches the threshold. */
export function sumOfTwo(
  columns: readonly NumberColumn[],
  target: Float64Array,
  threshold: number,
): TellingSum | undefined {
  let best: TellingSum | undefined;
  // Most pairs tell nothing, which a few rows show.
  const stride = Math.max(1, Math.floor(target.length / GLANCE_ROWS));
  const glance = (values: Float64Array): Float64Array => values.filter((_, row) => row % stride === 0);
  const few = columns.map(({ name, values }) => ({ name, values: glance(values) }));
  const fewTargets = glance(target);
  const positives = fewTargets.reduce((sum, value) => sum + value, 0);
  const tells = Math.min(positives, fewTargets.length - positives) >= GLANCE_OF_LABEL;
  const hopeless = (a: number, b: number, sign: number): boolean => {
    const [left, right] = [few[a]?.values, few[b]?.values];
    if (!tells || left === undefined || right === undefined) return false;
    return (
      areaEitherWay(
        left.map((x, row) => x + sign * (right[row] as number)),
        fewTargets,
      ) <
      threshold - GLANCE_SLACK
    );
  };
  columns.forEach((a, index) => {
    for (const [after, b] of columns.slice(index + 1).entries()) {
      for (const sign of [1, -1]) {
        if (hopeless(index, index + 1 + after, sign)) continue;
        const value = areaEitherWay(
          a.values.map((x, row) => x + sign * (b.values[row] as number)),
          target,
        );
        if (value < threshold || value <= (best?.value ?? 0)) continue;
        best = {
          columns: [a.name, b.name],
          formula: formulaOf([
            [a.name, 1],
            [b.name, sign],
          ]),
          value,
        };
      }
    }
  });
  return best;
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, x, row) => sum + x * (b[row] as number), 0);
const norm = (a: Float64Array): number => Math.sqrt(dot(a, a));

function centred(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

/**
 * Weights by modified Gram-Schmidt (Golub and Van Loan 1996, 5.2.8); a column that the ones before it make up has weight 0.
 */
function leastSquares(columns: readonly Float64Array[], y: Float64Array): number[] {
  const basis: { q: Float64Array; index: number; row: number[] }[] = [];
  columns.forEach((column, index) => {
    let q = column;
    const row: number[] = [];
    for (const { q: earlier } of basis) {
      const part = dot(earlier, q);
      row.push(part);
      q = q.map((x, i) => x - part * (earlier[i] as number));
    }
    const length = norm(q);
    if (!(length > 1e-8 * norm(column))) return;
    basis.push({ q: q.map((x) => x / length), index, row: [...row, length] });
  });
  const weights = new Array<number>(columns.length).fill(0);
  let rest = y;
  const parts = basis.map(({ q }) => {
    const part = dot(q, rest);
    rest = rest.map((x, i) => x - part * (q[i] as number));
    return part;
  });
  for (let k = basis.length - 1; k >= 0; k -= 1) {
    const later = basis.slice(k + 1).reduce((sum, { row, index }) => sum + (row[k] ?? 0) * (weights[index] ?? 0), 0);
    const column = basis[k];
    if (column !== undefined) weights[column.index] = ((parts[k] ?? 0) - later) / (column.row[k] ?? 1);
  }
  return weights;
}
