import { cut } from '../../domain/cut.js';
import type { ReadingTally } from '../../domain/datasets/reading.js';
import { InvalidInput, NotFound } from '../../domain/errors.js';
import type { RecordBatch } from '../../domain/monitoring/record-batch.js';
import { isGzip, isParquet, PARQUET_BYTES } from '../magic-bytes.js';
import { brokenSource, peekBytes, readBytes } from '../read-bytes.js';
import { BatchBuilder } from './batch-builder.js';
import { CaptureLineReader } from './capture-line-reader.js';
import type { CaptureObject, CaptureSchema } from './capture-object.js';
import { CsvLineReader } from './csv-line-reader.js';
import { readParquetRecords } from './read-parquet-records.js';
import { readRecordLines } from './read-record-lines.js';
import { UnreadableObject } from './unreadable-object.js';

/** Bytes that tell JSON lines from CSV. */
const HEAD_BYTES = 4096;
/**
 * Bytes that an object of gzip may expand to: twice the largest buffer of Firehose, or far more than records do. One that holds next to nothing
 * but repetition would take the time of all the objects beside it.
 */
const expansionLimit = (size: number): number => Math.max(256 * 1024 * 1024, 200 * size);
/** Characters of a problem. */
const LONGEST_PROBLEM = 400;

/**
 * The records of an object by column, about 8,192 a batch: of capture JSON lines, CSV with a header or Parquet, known by
 * their content, and of gzip around the first two. What cannot be read is counted, and never fails the reading.
 * @throws DependencyUnavailable when the object could not be read to its end
 */
export async function* readCaptureObject(
  object: CaptureObject,
  schema: CaptureSchema,
  tally: ReadingTally,
): AsyncGenerator<RecordBatch> {
  tally.count('objects');
  try {
    yield* readRecords(object, schema, tally);
  } catch (error) {
    if (error instanceof NotFound) tally.count('damagedObjects', `${object.key}: it was deleted after it was listed`);
    else if (!(error instanceof InvalidInput)) throw brokenSource(error);
    else tally.count('damagedObjects', `${object.key}: ${cut(error.message, LONGEST_PROBLEM)}`);
  }
}

async function* readRecords(
  object: CaptureObject,
  schema: CaptureSchema,
  tally: ReadingTally,
): AsyncGenerator<RecordBatch> {
  const stored = await peekBytes(await object.stream(), PARQUET_BYTES);
  if (isParquet(stored.head)) {
    yield* readParquetRecords(object, stored.whole, schema, tally);
    return;
  }
  const content = await peekBytes(bounded(readBytes(stored.whole), expansionLimit(object.size)), HEAD_BYTES);
  if (isGzip(stored.head) && isParquet(content.head)) {
    for await (const _ of content.whole) break;
    throw new UnreadableObject('it is Parquet within gzip, expected Parquet as it is');
  }
  const batch = new BatchBuilder(schema);
  const reader = isJsonLines(content.head)
    ? new CaptureLineReader(schema, batch, () => tally.keepsProblems)
    : new CsvLineReader(object, schema, batch);
  yield* readRecordLines(object.key, content.whole, reader, batch, tally);
}

async function* bounded(chunks: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    if (bytes > limit) throw new UnreadableObject(`it expands to more than ${limit} bytes: write smaller objects`);
    yield chunk;
  }
}

const textOf = (head: Uint8Array): string =>
  Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('utf8', 0, HEAD_BYTES);

/** A line may be cut short, the first one too. */
function isJsonLines(head: Uint8Array): boolean {
  const text = textOf(head);
  // White space takes in the byte order mark.
  return text.trimStart().startsWith('{') || text.includes('"captureData"');
}
