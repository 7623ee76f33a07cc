/**
 * Exact two-sided p-value of the two-sample Kolmogorov-Smirnov statistic D = scaled / (n m): the share of lattice paths
 * from (0, 0) to (n, m) that touch or leave the band |x / n - y / m| < D. The recursion of J. L. Hodges (Arkiv för
 * Matematik 3, 1958) is run on the share of paths outside, so small p-values keep their digits.
 * @param scaled the statistic times n m, a whole number
 */
export function latticePathPValue(n: number, m: number, scaled: number): number {
  if (scaled === 0) return 1;
  if (n === m) return equalSizesPValue(n, Math.round(scaled / n));
  if (belowSmallestNumber(n, m, scaled)) return 0;
  return outsideShare(Math.max(n, m), Math.min(n, m), scaled);
}

/** Closed form for samples of one size, D = h / n (Gnedenko and Korolyuk, 1951), in a product that does not overflow. */
function equalSizesPValue(n: number, h: number): number {
  let p = 0;
  for (let k = Math.floor(n / h); k >= 0; k--) {
    let ratio = 1;
    for (let j = 0; j < h; j++) ratio *= (n - k * h - j) / (n + k * h + j + 1);
    p = ratio * (1 - p);
  }
  return Math.min(1, Math.max(0, 2 * p));
}

/**
 * Whether the p-value is less than the smallest double: by the one-sided bound of F. Wei and R. Dudley
 * (Stat. Probab. Lett. 82, 2012), P(D >= d) <= 2e exp(-2 d² nm / (n + m)), it is, and the count need not be made.
 */
function belowSmallestNumber(n: number, m: number, scaled: number): boolean {
  const d = scaled / n / m;
  return 1 + Math.LN2 - (2 * d * d * n * m) / (n + m) < -745;
}

/** Shares are kept times this, so that small ones stay clear of subnormal numbers, which are slow and short of digits. */
const SCALE = 2 ** 1000;

/**
 * The share of paths to (i, j) that left the band, diagonal by diagonal (i + j = d), by j in place: a path comes from
 * (i - 1, j) with weight i / d and from (i, j - 1) with weight j / d. Cells outside the band hold all of them; the cells of one
 * diagonal do not wait for each other.
 */
function outsideShare(m: number, n: number, scaled: number): number {
  const steps = m + n;
  const share = new Float64Array(n + 2).fill(SCALE);
  share[1] = 0;
  for (let d = 1; d <= steps; d++) {
    const low = Math.max(Math.floor((n * d - scaled) / steps) + 1, d - m, 0);
    const high = Math.min(Math.ceil((n * d + scaled) / steps) - 1, n, d);
    if (high < low) return 1;
    const weight = 1 / d;
    for (let j = high; j >= low; j--) {
      share[j + 1] = ((d - j) * (share[j + 1] as number) + j * (share[j] as number)) * weight;
    }
    share[low] = SCALE;
  }
  return Math.min(1, (share[n + 1] as number) / SCALE);
}
