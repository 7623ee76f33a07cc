import type { ColumnValues } from '../../../lambdas/domain/columns/column-values.js';

const BOOLEANS: ReadonlySet<string> = new Set(['true', 'false']);

/**
 * Of a file without types the booleans of a column as a file with types has them: `True` and `TRUE` as `true`. A column is of
 * booleans where the other file has nothing else.
 */
export function spellBooleans(values: ColumnValues, typed: ColumnValues): ColumnValues {
  if (values.kind === 'numeric' || typed.kind === 'numeric') return values;
  if (typed.texts.length === 0 || typed.texts.some((text) => !BOOLEANS.has(text))) return values;
  const known = new Map<string, number>();
  const meant = values.texts.map((text) => {
    const spelled = BOOLEANS.has(text.toLowerCase()) ? text.toLowerCase() : text;
    if (!known.has(spelled)) known.set(spelled, known.size);
    return known.get(spelled) as number;
  });
  return {
    ...values,
    texts: [...known.keys()],
    codes: values.codes.map((code) => (code < 0 ? code : (meant[code] as number))),
  };
}
