/** Coefficients B(2k) / (2k (2k - 1)) of Stirling's series, Abramowitz and Stegun 6.1.41. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360, 1 / 156];

/**
 * Natural logarithm of the gamma function for x > 0, within a few units in the last place.
 * Stirling's series (Abramowitz and Stegun 6.1.41), after shifting small arguments up by the recurrence.
 */
export function logGamma(x: number): number {
  let shifted = x;
  let product = 1;
  while (shifted < 15) {
    product *= shifted;
    shifted += 1;
  }
  const inverseSquare = 1 / (shifted * shifted);
  let series = 0;
  for (let k = STIRLING.length - 1; k >= 0; k--) series = series * inverseSquare + (STIRLING[k] ?? 0);
  return (
    (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + series / shifted - Math.log(product)
  );
}
