const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const NOTHING = /^(?:nan|null|none|na)$/i;
const INFINITE = /^[+-]?inf(?:inity)?$/i;

/**
 * What a text of a CSV is in a numeric column: a decimal number or an infinite one, spaces around it or not; null for what
 * stands for no value (nothing, NaN, null, None, NA in any case); undefined for any other text, `0x10` and `1,5` too.
 */
export function numberOfText(text: string): number | null | undefined {
  const trimmed = text.trim();
  if (DECIMAL.test(trimmed)) return Number(trimmed);
  if (trimmed === '' || NOTHING.test(trimmed)) return null;
  if (!INFINITE.test(trimmed)) return undefined;
  return trimmed.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
