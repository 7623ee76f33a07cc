/** Scores of the positive and of the negative rows, each in ascending order. */
export interface Ranked {
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
}

export function rankedBy(isPositive: (row: number) => boolean, scores: Float64Array): Ranked {
  const [positives, negatives] = [new Float64Array(scores.length), new Float64Array(scores.length)];
  let [p, n] = [0, 0];
  for (let row = 0; row < scores.length; row += 1) {
    if (isPositive(row)) positives[p++] = scores[row] as number;
    else negatives[n++] = scores[row] as number;
  }
  return { positives: positives.subarray(0, p).sort(), negatives: negatives.subarray(0, n).sort() };
}

/** Visits the distinct scores upwards, with how many rows of each kind have them, and how many lie below. */
export function visitScores(
  { positives, negatives }: Ranked,
  visit: (positive: number, negative: number, positiveBelow: number, negativeBelow: number) => void,
): void {
  let [p, n] = [0, 0];
  while (p < positives.length || n < negatives.length) {
    const score = Math.min(positives[p] ?? Number.POSITIVE_INFINITY, negatives[n] ?? Number.POSITIVE_INFINITY);
    const [fromP, fromN] = [p, n];
    while (positives[p] === score) p += 1;
    while (negatives[n] === score) n += 1;
    visit(p - fromP, n - fromN, fromP, fromN);
  }
}

/** Area under the ROC curve: Mann and Whitney's U over the pairs, of which ties count half. NaN without both kinds. */
export function areaUnderRoc(ranked: Ranked): number {
  let pairs = 0;
  visitScores(ranked, (positive, negative, _, negativeBelow) => {
    pairs += positive * (negativeBelow + negative / 2);
  });
  return pairs / (ranked.positives.length * ranked.negatives.length);
}

/** Mean precision at each recall (`average_precision_score`), by steps and not by lines. NaN without positives. */
export function averagePrecision(ranked: Ranked): number {
  const { positives, negatives } = ranked;
  let sum = 0;
  visitScores(ranked, (positive, _, positiveBelow, negativeBelow) => {
    if (positive === 0) return;
    const [called, alarms] = [positives.length - positiveBelow, negatives.length - negativeBelow];
    sum += (positive * called) / (called + alarms);
  });
  return sum / positives.length;
}
