/**
 * Holm's adjusted p-values, in the order given (Scandinavian Journal of Statistics 6, 1979): at most a share alpha of all
 * families has any true hypothesis below alpha, however the tests depend on each other. `family` is the number of tests
 * where not all of them are handed over; those left out have larger p-values.
 */
export function holm(pValues: readonly number[], family = pValues.length): number[] {
  const order = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const adjusted = pValues.map(() => 1);
  let largest = 0;
  order.forEach(({ p, index }, rank) => {
    largest = Math.max(largest, Math.min(1, p * (family - rank)));
    adjusted[index] = largest;
  });
  return adjusted;
}
