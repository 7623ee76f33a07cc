import { cut } from '../cut.js';
import { canonicalValue } from '../datasets/row-identity.js';
import type { Table } from '../datasets/table.js';
import { InvalidInput } from '../errors.js';
import type { InputColumn, Row, Signature, Value } from '../signature.js';

/** The labelled rows of an evaluation set, as one model takes them. */
export interface EvaluationRows {
  /** 0-based positions in the set, of the rows with a target. */
  readonly positions: readonly number[];
  readonly rows: readonly Row[];
  /** Classification: the index of the label, of two labels 1 for the positive one. */
  readonly actual: readonly number[];
}

/**
 * Reads the columns of the signature out of a set; other columns are not looked at. Rows without a target are left out.
 * Throws InvalidInput that names row and column for a value that does not fit.
 */
export function evaluationRows({ columns, rows }: Table, target: string, signature: Signature): EvaluationRows {
  const at = (name: string): number => columns.indexOf(name);
  if (at(target) < 0) throw new InvalidInput(`the evaluation set has no target column "${target}"`);
  const absent = signature.inputs.filter((column) => column.required && at(column.name) < 0);
  if (absent.length > 0) {
    throw new InvalidInput(
      `the evaluation set lacks ${inShort(
        absent.map((column) => `"${column.name}"`),
        ', ',
        'and',
      )}`,
    );
  }
  const kept = rows.flatMap((texts, position) => ((texts[at(target)] ?? '') === '' ? [] : [{ texts, position }]));
  if (kept.length === 0) throw new InvalidInput('the evaluation set has no row with a target');
  return {
    positions: kept.map((row) => row.position),
    rows: kept.map(({ texts, position }) =>
      Object.fromEntries(
        signature.inputs.map((column) => [column.name, cellOf(column, texts[at(column.name)] ?? '', position)]),
      ),
    ),
    actual: kept.map(({ texts, position }) => actualOf(signature, texts[at(target)] ?? '', position)),
  };
}

function cellOf({ name, type, required }: InputColumn, text: string, row: number): Value {
  if (text === '') {
    if (required)
      throw new InvalidInput(`row ${row} of the evaluation set has no value for the required column "${name}"`);
    return null;
  }
  if (type === 'string') return text;
  if (type === 'boolean' && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  const value = type === 'boolean' ? Number.NaN : Number(text);
  if (Number.isFinite(value) && text.trim() !== '' && (type !== 'long' || Number.isInteger(value))) return value;
  throw new InvalidInput(`row ${row} of the evaluation set, column "${name}": got ${quoted(text)}, expected ${type}`);
}

/** Columns or labels that a message names, and characters of a value. */
const NAMED = 10;
const LONGEST = 80;

const quoted = (text: string): string => `"${cut(text, LONGEST)}"`;

function inShort(names: readonly (string | number)[], separator: string, last: string): string {
  const more = names.length - NAMED;
  const some = names.slice(0, NAMED).map((name) => cut(String(name), LONGEST));
  return `${some.join(separator)}${more > 0 ? ` ${last} ${more} more` : ''}`;
}

const labelsInWords = (labels: Signature['labels'] = []): string =>
  labels.length === 0 ? 'a label of the signature' : inShort(labels, ' or ', 'or one of');

function actualOf({ task, labels }: Signature, text: string, row: number): number {
  if (task === 'classification') {
    const found = labels?.findIndex((label) => canonicalValue(String(label)) === canonicalValue(text.trim())) ?? -1;
    if (found >= 0) return found;
    throw new InvalidInput(
      `row ${row} of the evaluation set has the target ${quoted(text)}, expected ${labelsInWords(labels)}`,
    );
  }
  const value = Number(text);
  if (Number.isFinite(value) && text.trim() !== '') return value;
  throw new InvalidInput(`row ${row} of the evaluation set has the target ${quoted(text)}, expected a number`);
}
