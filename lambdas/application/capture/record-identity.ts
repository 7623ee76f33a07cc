import { InvalidInput } from '../../domain/errors.js';
import { recordId } from '../documents/records.js';
import { LONGEST_ID } from './batch-builder.js';
import type { CaptureObject } from './capture-object.js';
import { timeOfCell } from './inference-time.js';

/** Cells of a row in a file with named columns, as they came; null, undefined and '' are missing. */
export interface IdentityCells {
  readonly inference_id?: unknown;
  readonly row?: unknown;
  readonly inference_time?: unknown;
  readonly version?: unknown;
}

export interface RecordIdentity {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** 0: not known. */
  readonly version: number;
}

/** Milliseconds that a date can have (ECMA-262). */
const LATEST = 8.64e15;

/**
 * Which record the row `number` of an object is. Without an id it is that row of the object, without a time it is of when the
 * object was written.
 * @throws InvalidInput when it can't be told
 */
export function identityOf(
  { key, lastModified }: Pick<CaptureObject, 'key' | 'lastModified'>,
  number: number,
  { inference_id, row, inference_time, version }: IdentityCells,
): RecordIdentity {
  return {
    id: isMissing(inference_id) ? `${key}#${number}` : idOf(String(inference_id), row),
    time: isMissing(inference_time) ? lastModified.getTime() : timeOf(inference_time),
    version: isMissing(version) ? 0 : (wholeOf(version) ?? 0),
  };
}

const isMissing = (cell: unknown): cell is null | undefined | '' => cell === null || cell === undefined || cell === '';

function idOf(id: string, row: unknown): string {
  if (id.length > LONGEST_ID)
    throw new InvalidInput(`its inference_id has ${id.length} characters, allowed: ${LONGEST_ID}`);
  if (isMissing(row)) return recordId(id.toWellFormed());
  const index = wholeOf(row);
  if (index === undefined) throw new InvalidInput('its row is no whole number of 0 or more');
  return `${id.toWellFormed()}#${index}`;
}

function timeOf(cell: unknown): number {
  const time = cell instanceof Date ? cell.getTime() : typeof cell === 'string' ? timeOfCell(cell) : Number(cell);
  if (Math.abs(time) <= LATEST) return time;
  throw new InvalidInput('its inference_time is no time, expected ISO 8601 or milliseconds since 1970');
}

function wholeOf(cell: unknown): number | undefined {
  const value = Number(cell);
  return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
