import type { BiasFacet } from '../../../lib/contracts/index.js';
import { canonicalValue } from '../datasets/row-identity.js';
import { InvalidInput } from '../errors.js';

/** As the command line and reports write it: `COLUMN=VALUE` or `COLUMN>NUMBER`. */
export const facetText = ({ column, value, above }: BiasFacet): string =>
  value === undefined ? `${column}>${above}` : `${column}=${value}`;

/** Reads `COLUMN=VALUE` or `COLUMN>NUMBER`, where COLUMN is one of the columns, the longest that fits. */
export function parseFacet(text: string, columns: readonly string[]): BiasFacet {
  const [column] = columns
    .filter((name) => text.startsWith(name) && ['=', '>'].includes(text.charAt(name.length)))
    .sort((a, b) => b.length - a.length);
  if (column === undefined) {
    throw new InvalidInput(
      `the facet is "${text}": expected COLUMN=VALUE or COLUMN>NUMBER, where COLUMN is one of ${columns.join(', ')}`,
    );
  }
  const rest = text.slice(column.length + 1);
  if (text.charAt(column.length) === '=') return { column, value: rest };
  const above = rest.trim() === '' ? Number.NaN : Number(rest);
  if (!Number.isFinite(above)) throw new InvalidInput(`the facet is "${text}": expected a number after ">"`);
  return { column, above };
}

/**
 * Whether a row with this text in the facet's column is disadvantaged. A missing value is on the advantaged side, as in
 * Clarify's code, where it equals nothing and lies above nothing. The text of a number may be spelled in any way.
 */
export function isDisadvantaged({ column, value, above }: BiasFacet): (text: string) => boolean {
  if (value !== undefined) {
    const wanted = canonicalValue(value);
    return (text) => text !== '' && canonicalValue(text) === wanted;
  }
  const bound = above ?? Number.NaN;
  return (text) => {
    if (text === '') return false;
    const number = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isNaN(number)) {
      throw new InvalidInput(
        `column "${column}" has the value "${text}": expected numbers, for a facet above ${bound}`,
      );
    }
    return number > bound;
  };
}
