import { InvalidInput } from '../../domain/errors.js';
import type { Cell } from '../../domain/monitoring/column.js';
import type { InputColumn } from '../../domain/signature.js';
import { parseCsvRows } from '../documents/csv.js';
import { parseJsonDocument } from '../documents/parse.js';
import { type CaptureLine, captureLineSchema, recordId } from '../documents/records.js';

/** One captured inference, its values in the order of the model's columns. */
export interface MonitoredRecord {
  /** `<inference id>#<row>`. */
  readonly id: string;
  /** The version that answered, where the capture says so. */
  readonly version: number | null;
  readonly prediction: string | number | boolean | null;
  readonly probability: number | null;
  readonly values: readonly Cell[];
}

export interface CapturedRecords {
  /** Of the inference. */
  readonly time: Date;
  readonly records: readonly MonitoredRecord[];
}

type Payload = NonNullable<CaptureLine['captureData']['endpointInput']>;

/**
 * Reads a data-capture line, ours (a row) or an endpoint's own (rows as JSON or CSV, base64 or not). Rows without names
 * follow the order of `columns`. Throws InvalidInput for what is neither.
 */
export function readCaptureRecord(line: string, columns: readonly InputColumn[]): CapturedRecords {
  const { captureData, eventMetadata } = parseJsonDocument(captureLineSchema, line, 'the line');
  if (captureData.endpointInput === undefined) throw new InvalidInput('the line has no endpointInput');
  const inputs = rowsOf(captureData.endpointInput);
  const outputs = captureData.endpointOutput === undefined ? [] : rowsOf(captureData.endpointOutput);
  const id = eventMetadata.inferenceId ?? eventMetadata.eventId;
  return {
    time: new Date(eventMetadata.inferenceTime),
    records: inputs.map((row, index) => ({
      id: recordId(id, index),
      version: versionOf(eventMetadata.customAttributes),
      ...predictionOf(outputs[index]),
      values: columns.map((column, position) =>
        cellOf(column, Array.isArray(row) ? row[position] : fieldOf(row, column.name)),
      ),
    })),
  };
}

/** A row of a payload: fields by name, a list, or one bare value. CSV fields are wrapped, since their type is not known. */
type PayloadRow = unknown;

class CsvField {
  constructor(readonly text: string) {}
}

function rowsOf(payload: Payload): PayloadRow[] {
  const text = payload.encoding === 'BASE64' ? Buffer.from(payload.data, 'base64').toString('utf8') : payload.data;
  const isCsv =
    payload.encoding === 'CSV' ||
    (payload.encoding === 'BASE64' && payload.observedContentType?.startsWith('text/csv') === true);
  if (isCsv) return parseCsvRows(text, 'the payload').map((row) => row.map((field) => new CsvField(field)));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new InvalidInput('the payload is neither JSON nor said to be CSV', { cause });
  }
  if (isObject(value)) {
    const { instances, predictions } = value;
    if (Array.isArray(instances)) return instances;
    if (Array.isArray(predictions)) return predictions;
  }
  return Array.isArray(value) && value.some((row) => typeof row === 'object' && row !== null) ? value : [value];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fieldOf = (row: PayloadRow, name: string): unknown =>
  isObject(row) && Object.hasOwn(row, name) ? row[name] : undefined;

function cellOf({ type }: InputColumn, value: unknown): Cell {
  if (type === 'boolean' && value instanceof CsvField) return textCell(value.text.toLowerCase());
  if (value instanceof CsvField)
    return type === 'string' || type === 'boolean' ? textCell(value.text) : numberCell(value.text);
  if (type === 'boolean' && typeof value === 'boolean') return value;
  if (value === undefined || value === null || typeof value === 'number' || typeof value === 'string') return value;
  return typeof value === 'boolean' ? value : JSON.stringify(value);
}

const textCell = (text: string): Cell => (text === '' ? null : text);

/** What is no number stays text, and counts as mistyped. */
function numberCell(text: string): Cell {
  const trimmed = text.trim();
  if (trimmed === '' || /^(nan|null|none|na)$/i.test(trimmed)) return null;
  if (/^[+-]?inf(inity)?$/i.test(trimmed))
    return trimmed.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const value = Number(trimmed);
  return Number.isNaN(value) ? text : value;
}

function predictionOf(row: PayloadRow): Pick<MonitoredRecord, 'prediction' | 'probability'> {
  const [first, second] = isObject(row) ? [row.prediction, row.probability] : Array.isArray(row) ? row : [row];
  const prediction = first instanceof CsvField ? numberCell(first.text) : first;
  const probability = second instanceof CsvField ? numberCell(second.text) : second;
  const known = typeof prediction === 'string' || typeof prediction === 'number' || typeof prediction === 'boolean';
  return {
    prediction: known ? prediction : null,
    probability: typeof probability === 'number' ? probability : null,
  };
}

function versionOf(attributes: readonly string[] | undefined): number | null {
  const text = attributes?.find((attribute) => attribute.startsWith('version='))?.slice('version='.length);
  return text !== undefined && /^[1-9]\d{0,9}$/.test(text) ? Number(text) : null;
}
