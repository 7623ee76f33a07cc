import type { ReadingTally } from '../../domain/datasets/reading.js';
import { InvalidInput } from '../../domain/errors.js';
import { keepRows, type RecordBatch } from '../../domain/monitoring/record-batch.js';
import { brokenSource } from '../read-bytes.js';
import { BATCH_ROWS, BatchBuilder } from './batch-builder.js';
import type { CaptureObject, CaptureSchema } from './capture-object.js';
import type { CategoricalBuilder, NumericBuilder } from './column-builder.js';
import { namedColumns } from './named-columns.js';
import type { ParquetColumnReader } from './parquet-column.js';
import { openParquet } from './parquet-file.js';
import { heldSource, type RangedSource } from './ranged-source.js';
import { columnReaders, fill } from './read-parquet-columns.js';
import { identityOf } from './record-identity.js';

/** Bytes of an object that is read at once: one call instead of some for each row group. */
const HELD_BYTES = 16 * 1024 * 1024;

/**
 * The records of a Parquet object. Its columns are named as those of a CSV.
 * @throws UnreadableObject when it is damaged; the records before were given
 */
export async function* readParquetRecords(
  object: CaptureObject,
  stored: AsyncIterable<Uint8Array>,
  schema: CaptureSchema,
  tally: ReadingTally,
): AsyncGenerator<RecordBatch> {
  const file = await openParquet(await sourceOf(object, stored));
  const names = file.columns.map(({ name }) => name);
  const { inputs, record } = namedColumns(names, schema);
  const wanted = [...inputs, record.prediction, record.probability, ...IDENTITY.map((name) => record[name])];
  const batch = new BatchBuilder(schema);
  let number = 0;
  for (const group of file.groups) {
    const readers = columnReaders(
      file,
      group,
      wanted.map((index) => names[index]),
    );
    const [prediction = null, probability = null, ...identity] = readers.slice(inputs.length);
    for (let done = 0; done < group.rows; ) {
      const count = Math.min(BATCH_ROWS, group.rows - done);
      for (const [index, column] of batch.columns.entries()) await fill(readers[index] ?? null, column, 0, count);
      await fillOrMissing(prediction, batch.prediction, count);
      await fillOrMissing(probability, batch.probability, count);
      const [ids, rows, times, versions] = await Promise.all(identity.map((reader) => reader?.values(count)));
      const keep = new Uint8Array(count).fill(1);
      tally.count('lines', undefined, count);
      for (let index = 0; index < count; index++, number++) {
        const cells = {
          inference_id: ids?.[index],
          row: rows?.[index],
          inference_time: times?.[index],
          version: versions?.[index],
        };
        try {
          const { id, time, version } = identityOf(object, number, cells);
          batch.commit(id, time, version);
        } catch (error) {
          if (!(error instanceof InvalidInput)) throw error;
          tally.count('corruptLines', `${object.key}, row ${number + 1}: ${error.message}`);
          keep[index] = 0;
          batch.commit('', 0, 0);
        }
      }
      done += count;
      yield keepRows(batch.finish(), keep);
    }
  }
}

const IDENTITY = ['inference_id', 'row', 'inference_time', 'version'] as const;

/** Without such a column the record has no such value: it is no change of the model's input. */
async function fillOrMissing(
  reader: ParquetColumnReader | null,
  builder: NumericBuilder | CategoricalBuilder,
  count: number,
): Promise<void> {
  if (reader !== null) return reader.fill(builder, 0, count);
  for (let index = 0; index < count; index++) builder.setMissing(index);
}

async function sourceOf(object: CaptureObject, stored: AsyncIterable<Uint8Array>): Promise<RangedSource> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stored) {
    // Ends the stream.
    if (object.size > HELD_BYTES || size > HELD_BYTES) return transporting(object);
    chunks.push(chunk);
    size += chunk.byteLength;
  }
  return heldSource(Buffer.concat(chunks));
}

/** What fails between us and the object is no damage of it. */
const transporting = (object: CaptureObject): RangedSource => ({
  size: object.size,
  range: (start, end) =>
    object.range(start, end).catch((error: unknown) => {
      throw brokenSource(error);
    }),
});
