import { InvalidInput } from '../errors.js';
import type { Row, Signature } from '../signature.js';

/** Rows of one request, at most. */
export const MAX_ROWS = 1000;

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');

/**
 * Holds rows against the columns of a signature; what the values are is the container's to check. A value beyond the range
 * or the categories that were trained on is no error: monitors watch those.
 * @throws InvalidInput when there are no or too many rows, or one has an unknown column or lacks a required one
 */
export function checkColumns(signature: Signature, rows: readonly Row[]): void {
  if (rows.length === 0 || rows.length > MAX_ROWS) {
    throw new InvalidInput(`got ${rows.length} rows, expected 1 to ${MAX_ROWS}`);
  }
  const known = new Set(signature.inputs.map((column) => column.name));
  const required = signature.inputs.filter((column) => column.required).map((column) => column.name);
  rows.forEach((row, index) => {
    const unknown = Object.keys(row).filter((name) => !known.has(name));
    const missing = required.filter((name) => !Object.hasOwn(row, name));
    if (unknown.length === 0 && missing.length === 0) return;
    const problems = [
      ...(unknown.length > 0 ? [`unknown column ${quoted(unknown.slice(0, 10))}`] : []),
      ...(missing.length > 0 ? [`missing column ${quoted(missing.slice(0, 10))}`] : []),
    ];
    throw new InvalidInput(`row ${index}: ${problems.join('; ')}. Expected ${quoted([...known])}`);
  });
}
