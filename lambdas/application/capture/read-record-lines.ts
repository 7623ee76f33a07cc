import type { ReadingTally } from '../../domain/datasets/reading.js';
import { InvalidInput } from '../../domain/errors.js';
import type { RecordBatch } from '../../domain/monitoring/record-batch.js';
import { type LineBytes, LineSplitter } from '../line-splitter.js';
import type { BatchBuilder } from './batch-builder.js';
import { UnreadableObject } from './unreadable-object.js';

/** Bytes of lines after which a batch goes on, full or not: texts of a batch are no longer than its lines. */
const BATCH_BYTES = 32 * 1024 * 1024;

/** Turns lines into rows of a batch. */
export interface RecordLineReader {
  /**
   * @throws InvalidInput for a line that is no record, before a row of it was taken
   * @throws UnreadableObject where the lines behind it can't be read either
   */
  read(bytes: Buffer, start: number, end: number, number: number): void;
  /** Takes rows that the batch had no room for. False when there are none. */
  resume(): boolean;
  /** Throws InvalidInput for a record that the last line does not end. */
  finish(): void;
}

/** The records of a text. Lines that the reader refuses are counted, with the first few reasons. */
export async function* readRecordLines(
  key: string,
  chunks: AsyncIterable<Uint8Array>,
  reader: RecordLineReader,
  batch: BatchBuilder,
  tally: ReadingTally,
): AsyncGenerator<RecordBatch> {
  const lines = new LineSplitter();
  let damage: InvalidInput | undefined;
  let bytes = 0;

  const attempt = (number: number, work: () => void): void => {
    try {
      work();
    } catch (error) {
      if (!(error instanceof InvalidInput) || error instanceof UnreadableObject) throw error;
      tally.count('corruptLines', `${key}, line ${number}: ${error.message}`);
    }
  };
  const take = (line: LineBytes): void => {
    const start = line.bytes === null ? 0 : contentStart(line.bytes, line.start, line.end, line.number === 1);
    if (line.bytes !== null && start === line.end) return;
    tally.count('lines');
    bytes += line.end - line.start;
    attempt(line.number, () => {
      if (line.bytes === null) throw new InvalidInput('the line is longer than any record');
      reader.read(line.bytes, start, line.end, line.number);
    });
  };
  const full = function* (): Generator<RecordBatch> {
    while (batch.isFull || bytes > BATCH_BYTES) {
      bytes = 0;
      if (batch.rows > 0) yield batch.finish();
      reader.resume();
    }
  };

  try {
    for await (const chunk of chunks) {
      lines.give(chunk);
      for (let line = lines.next(); line !== null; line = lines.next()) {
        take(line);
        if (batch.isFull || bytes > BATCH_BYTES) yield* full();
      }
    }
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    damage = error;
  }
  if (!(damage instanceof UnreadableObject)) {
    const last = lines.last();
    if (last !== null) take(last);
    attempt(last?.number ?? 0, () => reader.finish());
  }
  yield* full();
  if (batch.rows > 0) yield batch.finish();
  if (damage !== undefined) throw damage;
}

/** Behind a byte order mark, where there may be one, and white space. */
function contentStart(bytes: Buffer, start: number, end: number, isFirst: boolean): number {
  let at = start;
  if (isFirst && bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf) at += 3;
  const begin = at;
  while (at < end && (bytes[at] as number) <= 0x20) at += 1;
  return at === end ? end : begin;
}
