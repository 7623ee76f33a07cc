import { parseCsv } from './csv.js';
import { invalidInput } from './errors.js';

/**
 * @typedef {'double' | 'long' | 'string' | 'boolean'} ColumnType
 * @typedef {number | string | boolean | null} Value null is missing
 * @typedef {Record<string, Value>} Row
 * @typedef {{ name: string, type: ColumnType, required: boolean, minimum?: number, maximum?: number, categories?: string[] }}
 *   InputColumn what was trained on: monitors watch it, and no request is refused for a value beyond it
 * @typedef {{ name: string, type: ColumnType }} OutputColumn
 * @typedef {{
 *   task: 'classification' | 'regression',
 *   inputs: InputColumn[],
 *   outputs: OutputColumn[],
 *   labels?: (string | number)[],
 * }} Signature
 */

const TYPES = ['double', 'long', 'string', 'boolean'];
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const LONG_LIMIT = 2 ** 63;
const SHOWN_LENGTH = 60;
const LABEL_LIMIT = 100;

/**
 * Checks the content of `signature.json`.
 * @param {unknown} value
 * @returns {Signature}
 */
export function parseSignature(value) {
  const fail = (/** @type {string} */ what) => {
    throw new Error(`signature.json: ${what}; make the model archive again`);
  };
  if (!isObject(value)) return fail('expected an object');
  const { task, inputs, outputs, labels } = value;
  if (task !== 'classification' && task !== 'regression') fail('expected task classification or regression');
  if (!Array.isArray(inputs) || inputs.length === 0) return fail('expected at least one input');
  for (const [index, input] of inputs.entries()) {
    const fits = isObject(input) && typeof input.name === 'string' && typeof input.required === 'boolean';
    if (!fits || !TYPES.includes(String(input.type))) {
      fail(`input ${index}: expected name, type (${TYPES.join(', ')}) and required`);
    }
  }
  if (!Array.isArray(outputs) || !outputs.some((output) => isObject(output) && output.name === 'prediction')) {
    fail('expected an output prediction');
  }
  const distinct = Array.isArray(labels) ? new Set(labels.map(String)).size : 0;
  const enough = Array.isArray(labels) && distinct === labels.length && distinct >= 2 && distinct <= LABEL_LIMIT;
  if (task === 'classification' && !enough) fail(`expected two to ${LABEL_LIMIT} different labels`);
  return /** @type {Signature} */ (/** @type {unknown} */ (value));
}

/**
 * The rows of an `application/json` body, each checked against the signature.
 * @param {Signature} signature
 * @param {string} body `{"instances":[{column: value, …}, …]}`
 * @returns {Row[]}
 */
export function rowsFromJson(signature, body) {
  let parsed;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw invalidInput('the body is not JSON, expected {"instances":[{column: value, …}, …]}');
  }
  const keys = isObject(parsed) ? Object.keys(parsed) : [];
  if (!isObject(parsed) || !Array.isArray(parsed.instances) || keys.length !== 1) {
    throw invalidInput('expected an object with the one key instances, a list of rows');
  }
  if (parsed.instances.length === 0) throw invalidInput('instances is empty, expected at least one row');
  const names = new Set(signature.inputs.map((column) => column.name));
  return parsed.instances.map((instance, row) => {
    if (!isObject(instance)) throw invalidInput(`row ${row}: got ${shown(instance)}, expected an object of columns`);
    for (const name of Object.keys(instance)) {
      if (!names.has(name)) throw unknownColumn(signature, row, name);
    }
    return checkedRow(signature, row, (column) =>
      Object.hasOwn(instance, column.name) ? instance[column.name] : null,
    );
  });
}

/**
 * The rows of a `text/csv` body: the signature's columns in order, no header, an empty field is missing.
 * @param {Signature} signature
 * @param {string} body
 * @returns {Row[]}
 */
export function rowsFromCsv(signature, body) {
  const records = parseCsv(body);
  if (records.length === 0) throw invalidInput('the body is empty, expected at least one row');
  const width = signature.inputs.length;
  return records.map((record, row) => {
    if (record.length !== width) {
      throw invalidInput(
        `row ${row}: got ${record.length} fields, expected ${width}, the signature's columns in order`,
      );
    }
    return checkedRow(signature, row, (column, index) => fromText(column.type, record[index] ?? ''));
  });
}

/**
 * @param {Signature} signature
 * @param {number} row
 * @param {(column: InputColumn, index: number) => unknown} read
 * @returns {Row}
 */
function checkedRow(signature, row, read) {
  return Object.fromEntries(
    signature.inputs.map((column, index) => {
      const value = read(column, index) ?? null;
      if (value === null) {
        if (column.required)
          throw invalidInput(`row ${row}, column ${column.name}: is missing, expected ${column.type}`);
      } else if (!fits(column.type, value)) {
        throw invalidInput(`row ${row}, column ${column.name}: got ${shown(value)}, expected ${column.type}`);
      }
      return [column.name, /** @type {Value} */ (value)];
    }),
  );
}

/**
 * @param {ColumnType} type
 * @param {unknown} value
 */
function fits(type, value) {
  if (type === 'double') return typeof value === 'number' && Number.isFinite(value);
  if (type === 'long') return Number.isInteger(value) && Math.abs(Number(value)) < LONG_LIMIT;
  return typeof value === type;
}

/**
 * @param {ColumnType} type
 * @param {string} text
 * @returns {Value}
 */
function fromText(type, text) {
  if (text === '') return null;
  if (type === 'boolean') return text === 'true' || text === 'false' ? text === 'true' : text;
  return type !== 'string' && NUMBER.test(text.trim()) ? Number(text) : text;
}

/**
 * @param {Signature} signature
 * @param {number} row
 * @param {string} name
 */
function unknownColumn(signature, row, name) {
  const known = signature.inputs.map((column) => column.name);
  const some = `${known.slice(0, 20).join(', ')}${known.length > 20 ? ', …' : ''}`;
  return invalidInput(`row ${row}: got the column ${shown(name)}, which the signature lacks; expected ${some}`);
}

/** @param {unknown} value */
function shown(value) {
  const text = JSON.stringify(value) ?? String(value);
  const kind = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  return `${text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text} (${kind})`;
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
