const MISSING = /^(?:nan|null|none|na)?$/i;
const INFINITE = /^[+-]?inf(?:inity)?$/i;

/** A CSV field as a number; null is missing, and undefined is no number. */
export function numberOfText(text: string): number | null | undefined {
  const trimmed = text.trim();
  const value = Number(trimmed);
  // Number('') is 0.
  if (trimmed !== '' && !Number.isNaN(value)) return value;
  if (MISSING.test(trimmed)) return null;
  if (!INFINITE.test(trimmed)) return undefined;
  return trimmed.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
