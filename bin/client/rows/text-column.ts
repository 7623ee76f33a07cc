import type { ColumnValues } from '../../../lambdas/domain/columns/column-values.js';
import { numberOfText } from '../../../lambdas/domain/datasets/number-text.js';
import { CommandError } from '../errors.js';

/** A column as its different texts, and which of them each row has. A missing value is the empty text. */
export interface TextColumn {
  readonly name: string;
  readonly texts: readonly string[];
  /** As long as the file has rows. */
  readonly codes: Uint32Array;
}

/** Of a column that was read as a categorical one. */
export function textColumn(name: string, values: ColumnValues): TextColumn {
  if (values.kind === 'numeric') throw new TypeError(`${name} was read as numbers`);
  const { codes, texts } = values;
  const empty = texts.indexOf('');
  const missing = empty < 0 ? texts.length : empty;
  return {
    name,
    texts: empty < 0 && codes.some((code) => code < 0) ? [...texts, ''] : texts,
    codes: Uint32Array.from(codes, (code) => (code < 0 ? missing : code)),
  };
}

/** Texts of a column as numbers; a missing value is NaN. Throws CommandError that names the column and a value that is none. */
export function numbersOf({ name, texts, codes }: TextColumn): Float64Array {
  const values = Float64Array.from(texts, (text) => {
    const value = numberOfText(text);
    if (value === null) return Number.NaN;
    if (value !== undefined && Number.isFinite(value)) return value;
    throw new CommandError(`column "${name}" has the value "${text}": expected numbers`);
  });
  return Float64Array.from(codes, (code) => values[code] as number);
}
