/**
 * Benjamini-Hochberg adjusted p-values, in the order given (Benjamini and Hochberg, J. R. Stat. Soc. B 57, 1995).
 * A p-value of null takes no part in the family and stays null.
 */
export function benjaminiHochberg(pValues: readonly (number | null)[]): (number | null)[] {
  const family = pValues
    .map((p, index) => ({ p, index }))
    .filter((entry): entry is { p: number; index: number } => entry.p !== null && !Number.isNaN(entry.p))
    .sort((a, b) => b.p - a.p);
  const adjusted: (number | null)[] = pValues.map(() => null);
  let smallest = 1;
  family.forEach(({ p, index }, position) => {
    smallest = Math.min(smallest, (p * family.length) / (family.length - position));
    adjusted[index] = smallest;
  });
  return adjusted;
}
