import type { ReadingTally } from '../../domain/datasets/reading.js';
import { Internal } from '../../domain/errors.js';
import type { RecordBatch } from '../../domain/monitoring/record-batch.js';
import type { CaptureObject, CaptureSchema } from './capture-object.js';

/**
 * The records of an object by column, about 8,192 a batch: of capture JSON lines, CSV with a header or Parquet, known by
 * their content, and of gzip around the first two. What cannot be read is counted, and never fails the reading.
 * @throws DependencyUnavailable when the object could not be read to its end
 */
// biome-ignore lint/correctness/useYield: not built yet
export async function* readCaptureObject(
  object: CaptureObject,
  _schema: CaptureSchema,
  _tally: ReadingTally,
): AsyncGenerator<RecordBatch> {
  throw new Internal(`Reading ${object.key} is not built yet`);
}
