/** How well one column alone tells the target, 0 (not at all) to 1 (entirely), for leakage. */

/** Rows that a value needs so that the others with it say what to expect of one of them. */
const SUPPORT = 10;

/** The targets of a sample: numbers, or labels as 0, 1, 2, … */
export interface Targets {
  readonly values: Float64Array;
  readonly labels: boolean;
}

const identity = (count: number): Uint32Array => Uint32Array.from({ length: count }, (_, index) => index);

/** Positions by ascending value. */
const order = (values: Float64Array): Uint32Array =>
  identity(values.length).sort((a, b) => (values[a] as number) - (values[b] as number));

/** Mann and Whitney's U over the number of pairs, ties half, either way: 0.5 to 1. Targets are 0 and 1. */
export function areaEitherWay(values: Float64Array, targets: Float64Array): number {
  const sorted = order(values);
  let [positives, rankSum] = [0, 0];
  for (let start = 0; start < sorted.length; ) {
    let [end, hits] = [start, 0];
    for (; end < sorted.length && values[sorted[end] as number] === values[sorted[start] as number]; end += 1) {
      hits += targets[sorted[end] as number] as number;
    }
    positives += hits;
    rankSum += (hits * (start + 1 + end)) / 2;
    start = end;
  }
  const pairs = positives * (values.length - positives);
  const area = pairs === 0 ? 0.5 : (rankSum - (positives * (positives + 1)) / 2) / pairs;
  return Math.max(area, 1 - area);
}

/** What a guess explains: R² of numbers; of labels, the share of wrong guesses of the commonest label that it mends. */
function explained({ values, labels }: Targets, guess: (position: number) => number): number {
  const [centre, loss] = labels
    ? [commonest(values), (a: number, b: number): number => (a === b ? 0 : 1)]
    : [values.reduce((sum, value) => sum + value, 0) / values.length, (a: number, b: number): number => (a - b) ** 2];
  let [without, left] = [0, 0];
  values.forEach((value, position) => {
    without += loss(value, centre);
    left += loss(value, guess(position));
  });
  return without === 0 ? 0 : Math.max(0, 1 - left / without);
}

function commonest(values: Iterable<number>): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [Number.NaN, 0])[0];
}

/**
 * Each row is guessed from the others with the same value: their commonest label, or their mean. A value with less than ten
 * rows says nothing: its rows are guessed as if the column were not there, so that a column of ids scores 0.
 */
export function scoreByValue(texts: readonly string[], targets: Targets): number {
  const groups = new Map<string, Map<number, number>>();
  const sums = new Map<string, { count: number; sum: number }>();
  texts.forEach((text, row) => {
    const value = targets.values[row] as number;
    const counts = groups.get(text) ?? new Map<number, number>();
    if (targets.labels) groups.set(text, counts.set(value, (counts.get(value) ?? 0) + 1));
    const { count, sum } = sums.get(text) ?? { count: 0, sum: 0 };
    sums.set(text, { count: count + 1, sum: sum + value });
  });
  const fallback = targets.labels
    ? commonest(targets.values)
    : targets.values.reduce((sum, value) => sum + value, 0) / targets.values.length;
  return explained(targets, (row) => {
    const text = texts[row] as string;
    const { count, sum } = sums.get(text) as { count: number; sum: number };
    if (count < SUPPORT) return fallback;
    const own = targets.values[row] as number;
    if (!targets.labels) return (sum - own) / (count - 1);
    const [label] = [...(groups.get(text) ?? [])].reduce(
      (best, [candidate, n]) => {
        const others = candidate === own ? n - 1 : n;
        return others > best[1] ? [candidate, others] : best;
      },
      [Number.NaN, -1] as [number, number],
    );
    return label;
  });
}

/** Each row is guessed from the rows with the next smaller and the next larger value of the column. */
export function scoreByNeighbours(values: Float64Array, targets: Targets): number {
  const sorted = order(values);
  const groupOf = new Uint32Array(values.length);
  const guesses: number[] = [];
  for (let start = 0; start < sorted.length; ) {
    let end = start;
    const members: number[] = [];
    for (; end < sorted.length && values[sorted[end] as number] === values[sorted[start] as number]; end += 1) {
      groupOf[sorted[end] as number] = guesses.length;
      members.push(targets.values[sorted[end] as number] as number);
    }
    const mean = members.reduce((sum, value) => sum + value, 0) / members.length;
    guesses.push(targets.labels ? commonest(members) : mean);
    start = end;
  }
  return explained(targets, (row) => {
    const group = groupOf[row] as number;
    const [before, after] = [guesses[group - 1], guesses[group + 1]];
    if (before === undefined || after === undefined) return before ?? after ?? Number.NaN;
    return targets.labels ? before : (before + after) / 2;
  });
}

/**
 * Each row is guessed by the run that it is in: rows next to each other, by the value of the column, whose commonest label
 * is the same. A run with less than ten rows is guessed as the last longer one before it. Where labels lie in bands, a row beside a bound has one neighbour
 * of each kind, so that neighbours alone never tell all.
 */
export function scoreByRuns(values: Float64Array, targets: Targets): number {
  const sorted = order(values);
  const guesses = new Float64Array(values.length);
  let guess = commonest(targets.values);
  let run = { label: Number.NaN, from: 0 };
  const close = (end: number): void => {
    if (end - run.from >= SUPPORT) guess = run.label;
    for (let at = run.from; at < end; at += 1) guesses[sorted[at] as number] = guess;
  };
  for (let start = 0; start < sorted.length; ) {
    let end = start;
    const members: number[] = [];
    for (; end < sorted.length && values[sorted[end] as number] === values[sorted[start] as number]; end += 1) {
      members.push(targets.values[sorted[end] as number] as number);
    }
    const label = commonest(members);
    if (label !== run.label) {
      close(start);
      run = { label, from: start };
    }
    start = end;
  }
  close(sorted.length);
  return explained(targets, (row) => guesses[row] as number);
}

/** R² of the best rising or falling step function (isotonic regression by pooling adjacent violators). Targets are numbers. */
export function scoreMonotone(values: Float64Array, targets: Targets): number {
  const falling = values.map((value) => -value);
  return Math.max(scoreRising(values, targets), scoreRising(falling, targets));
}

function scoreRising(values: Float64Array, targets: Targets): number {
  const sorted = order(values);
  const blocks: { sum: number; count: number }[] = [];
  const guesses = new Float64Array(values.length);
  for (let start = 0; start < sorted.length; ) {
    let [end, sum] = [start, 0];
    for (; end < sorted.length && values[sorted[end] as number] === values[sorted[start] as number]; end += 1) {
      sum += targets.values[sorted[end] as number] as number;
    }
    let block = { sum, count: end - start };
    for (let last = blocks.at(-1); last && last.sum / last.count >= block.sum / block.count; last = blocks.at(-1)) {
      blocks.pop();
      block = { sum: block.sum + last.sum, count: block.count + last.count };
    }
    blocks.push(block);
    start = end;
  }
  let at = 0;
  for (const { sum, count } of blocks) {
    for (const end = at + count; at < end; at += 1) guesses[sorted[at] as number] = sum / count;
  }
  return explained(targets, (row) => guesses[row] as number);
}
