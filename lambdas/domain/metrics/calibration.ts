export const CALIBRATION_BINS = 15;

/** Rows whose score is above `from` and at most `to`; the first bin has the score 0 too. */
export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  /** Null in an empty bin. */
  readonly meanScore: number | null;
  /** Share of the rows that came true. */
  readonly share: number | null;
}

const EDGES = Float64Array.from({ length: CALIBRATION_BINS + 1 }, (_, edge) => edge / CALIBRATION_BINS);

/** A reliability table of equal-width bins, as Guo et al. (2017) cut them; scores beyond 0 and 1 go to the outer bins. */
export function calibrationBins(scores: Float64Array, cameTrue: ArrayLike<number>): readonly CalibrationBin[] {
  const [rows, sums, hits] = [
    new Float64Array(CALIBRATION_BINS),
    new Float64Array(CALIBRATION_BINS),
    new Float64Array(CALIBRATION_BINS),
  ];
  for (let row = 0; row < scores.length; row += 1) {
    const score = scores[row] as number;
    const bin = binOf(score);
    rows[bin] = (rows[bin] as number) + 1;
    sums[bin] = (sums[bin] as number) + score;
    hits[bin] = (hits[bin] as number) + (cameTrue[row] as number);
  }
  return Array.from(rows, (count, bin) => ({
    from: EDGES[bin] as number,
    to: EDGES[bin + 1] as number,
    rows: count,
    meanScore: count === 0 ? null : (sums[bin] as number) / count,
    share: count === 0 ? null : (hits[bin] as number) / count,
  }));
}

function binOf(score: number): number {
  let bin = Math.min(Math.max(Math.ceil(score * CALIBRATION_BINS) - 1, 0), CALIBRATION_BINS - 1);
  // The product is rounded: the edges themselves decide.
  while (bin > 0 && score <= (EDGES[bin] as number)) bin -= 1;
  while (bin < CALIBRATION_BINS - 1 && score > (EDGES[bin + 1] as number)) bin += 1;
  return bin;
}

/** ECE (Guo et al. 2017, equation 3): the mean gap of score and share, weighted by the bins' rows. */
export function expectedCalibrationError(bins: readonly CalibrationBin[]): number {
  const total = bins.reduce((sum, { rows }) => sum + rows, 0);
  return bins.reduce((sum, { rows, meanScore, share }) => {
    return meanScore === null || share === null ? sum : sum + (rows / total) * Math.abs(share - meanScore);
  }, 0);
}
