/** What SageMaker Model Monitor calls the types of a column. */
export const INFERRED_TYPES = ['Integral', 'Fractional', 'String', 'Unknown'] as const;
export type InferredType = (typeof INFERRED_TYPES)[number];

const INTEGRAL = /^[+-]?\d+$/;
const FRACTIONAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** The narrowest type of a text that is not missing; a number beyond a double's range is text. */
export function typeOfText(text: string): 'Integral' | 'Fractional' | 'String' {
  const trimmed = text.trim();
  if (!FRACTIONAL.test(trimmed) || !Number.isFinite(Number(trimmed))) return 'String';
  return INTEGRAL.test(trimmed) ? 'Integral' : 'Fractional';
}

/** The narrowest type that holds all values of a column; Unknown when all are missing. Empty text is missing. */
export function inferType(texts: Iterable<string>): InferredType {
  let found: InferredType = 'Unknown';
  for (const text of texts) {
    if (text === '') continue;
    const type = typeOfText(text);
    if (type === 'String') return 'String';
    if (found !== 'Fractional') found = type;
  }
  return found;
}

/** Whether a value of one type stands where another is expected: a whole number is a fraction, and anything is text. */
export const fits = (found: InferredType, expected: InferredType): boolean =>
  found === expected ||
  expected === 'String' ||
  expected === 'Unknown' ||
  (found === 'Integral' && expected === 'Fractional');
