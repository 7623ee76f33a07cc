import { InvalidInput } from '../../domain/errors.js';
import type { BatchBuilder } from './batch-builder.js';
import { CsvPayload } from './csv-payload.js';
import { JsonPayload } from './json-payload.js';

/** A side of a captured inference, as it stands in its line. */
export interface CapturedPayload {
  readonly data: string;
  readonly encoding: 'JSON' | 'CSV' | 'BASE64';
  readonly contentType: string;
}

/** Rows of a payload, taken one after the other. */
export interface PayloadRows {
  readonly rows: number;
  /** Sets the columns of the batch's current row from the next row. */
  setColumns(batch: BatchBuilder): void;
  /** Sets the prediction from the next row; missing behind the last one. */
  setPrediction(batch: BatchBuilder): void;
}

/**
 * The rows of an inference's input: of CSV where its encoding or its content type says so, else of JSON or JSON lines.
 * @throws InvalidInput for what is neither, and for a row without names that is not as wide as the model
 */
export function inputRows(payload: CapturedPayload, names: readonly string[]): PayloadRows {
  const text = textOf(payload);
  return isCsv(payload) ? CsvPayload.ofInput(text, names) : JsonPayload.ofInput(text, payload.contentType, names);
}

/** The rows of its output, for an input of `rows`. */
export function outputRows(payload: CapturedPayload, rows: number): PayloadRows {
  const text = textOf(payload);
  return isCsv(payload) ? CsvPayload.ofOutput(text, rows) : JsonPayload.ofOutput(text, payload.contentType, rows);
}

const isCsv = ({ encoding, contentType }: CapturedPayload): boolean =>
  encoding === 'CSV' || (encoding === 'BASE64' && contentType.startsWith('text/csv'));

function textOf({ data, encoding }: CapturedPayload): string {
  const text = encoding === 'BASE64' ? Buffer.from(data, 'base64').toString('utf8') : data;
  if (text.isWellFormed()) return text;
  throw new InvalidInput('the payload holds half of a surrogate pair, expected Unicode text');
}
