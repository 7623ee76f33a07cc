import { captureLines } from '../../domain/inference/capture-lines.js';
import { type BatchBuilder, LONGEST_ID } from './batch-builder.js';
import type { CaptureSchema } from './capture-object.js';
import { EscapedObjectReader, startsWith } from './escaped-object-reader.js';
import { IsoTimeReader } from './inference-time.js';

const [SPACE, QUOTE, HASH, ZERO, ONE, NINE, BACKSLASH, ASCII_END] = [0x20, 0x22, 0x23, 0x30, 0x31, 0x39, 0x5c, 0x80];
/** Digits of a version. */
const VERSION_DIGITS = 10;

/**
 * Reads the lines that our gateway writes, in the very shape that `captureLines` gives them, straight into a batch: the
 * general reader's work at a multiple of its speed. It says no to each line that it does not know to the last byte.
 */
export class GatewayLineReader {
  private readonly input: EscapedObjectReader;
  private readonly output: EscapedObjectReader;
  private readonly times = new IsoTimeReader();

  constructor(
    { columns }: CaptureSchema,
    private readonly batch: BatchBuilder,
  ) {
    this.input = new EscapedObjectReader(
      batch.columns.map((builder, index) => [columns[index]?.name ?? '', builder] as const),
    );
    this.output = new EscapedObjectReader([
      ['prediction', batch.prediction],
      ['probability', batch.probability],
    ]);
  }

  /** Commits a row, or none. */
  read(bytes: Buffer, start: number, end: number): boolean {
    const { batch, input, output } = this;
    const { rows: row } = batch;
    if (!startsWith(bytes, start, end, PARTS.input)) return false;
    for (const column of batch.columns) column.setAbsent(row);
    batch.prediction.setMissing(row);
    batch.probability.setMissing(row);
    if (!input.read(bytes, start + PARTS.input.length, end, row)) return false;
    if (!startsWith(bytes, input.end, end, PARTS.output)) return false;
    if (!output.read(bytes, input.end + PARTS.output.length, end, row)) return false;

    let at = skip(bytes, output.end, end, PARTS.eventId);
    at = skip(bytes, closingQuote(bytes, at, end), end, PARTS.inferenceId);
    const idStart = at;
    const idEnd = closingQuote(bytes, at, end);
    at = skip(bytes, idEnd, end, PARTS.model);
    at = skip(bytes, closingQuote(bytes, at, end), end, PARTS.version);
    const versionStart = at;
    const versionEnd = closingQuote(bytes, at, end);
    at = skip(bytes, versionEnd, end, PARTS.slot);
    at = skip(bytes, closingQuote(bytes, at, end), end, PARTS.time);
    const timeStart = at;
    const timeEnd = closingQuote(bytes, at, end);
    at = skip(bytes, timeEnd, end, PARTS.end);
    if (at !== end || idEnd - idStart > LONGEST_ID || !hasRow(bytes, idStart, idEnd)) return false;
    const version = versionOf(bytes, versionStart, versionEnd);
    const time = this.times.read(bytes, timeStart, timeEnd);
    if (Number.isNaN(version) || Number.isNaN(time)) return false;
    batch.commit(bytes.toString('latin1', idStart, idEnd), time, version);
    return true;
  }
}

/** What stands between the values of a line, in order, each up to the next value. */
const PARTS = fixedParts();

function fixedParts() {
  const [hole, version, slot, time] = ['<>', 4_242_424_242, 'champion', new Date(0)] as const;
  const [line = ''] = captureLines(
    { model: hole, version, slot, inferenceId: hole, time, rows: [{}], predictions: [{ prediction: 0 }] },
    () => hole,
  );
  const values = ['{}', '{\\"prediction\\":0}', `${hole}#0`, String(version), slot, time.toISOString()];
  const parts = values.reduce((text, value) => text.replace(value, hole), line.trimEnd()).split(hole);
  const part = (index: number): Buffer => Buffer.from(parts[index] ?? '');
  return {
    input: part(0),
    output: part(1),
    eventId: part(2),
    inferenceId: part(3),
    model: part(4),
    version: part(5),
    slot: part(6),
    time: part(7),
    end: part(8),
  };
}

/** Where a fixed part ends that begins at `at`; -1 when it does not. */
const skip = (bytes: Buffer, at: number, end: number, part: Buffer): number =>
  at >= 0 && startsWith(bytes, at, end, part) ? at + part.length : -1;

/** The quote behind plain ASCII; -1 for any other text. */
function closingQuote(bytes: Buffer, start: number, end: number): number {
  if (start < 0) return -1;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) return at;
    if (byte < SPACE || byte === BACKSLASH || byte >= ASCII_END) return -1;
  }
  return -1;
}

function hasRow(bytes: Buffer, start: number, end: number): boolean {
  for (let at = end - 1; at >= start; at--) if (bytes[at] === HASH) return true;
  return false;
}

function versionOf(bytes: Buffer, start: number, end: number): number {
  let version = 0;
  if (end <= start || end - start > VERSION_DIGITS || (bytes[start] as number) < ONE) return Number.NaN;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte < ZERO || byte > NINE) return Number.NaN;
    version = version * 10 + byte - ZERO;
  }
  return version;
}
