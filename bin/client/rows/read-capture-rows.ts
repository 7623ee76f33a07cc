import type { CaptureSchema } from '../../../lambdas/application/capture/capture-object.js';
import { readCaptureObject } from '../../../lambdas/application/capture/read-capture-object.js';
import { ReadingTally } from '../../../lambdas/domain/datasets/reading.js';
import { CommandError } from '../errors.js';
import { ColumnParts } from './column-parts.js';
import type { LocalRows } from './local-rows.js';
import type { Choice, ReadRows } from './read-rows.js';

/**
 * Reads the inputs of captured inferences, as the monitor does: lines of SageMaker's data capture or of the gateway's. Rows
 * without names follow the order of the columns that are asked for. What can't be read is counted, and left out.
 */
export async function readCaptureRows(file: LocalRows, choice: Choice): Promise<ReadRows> {
  const { known: names } = choice;
  if (names === undefined) {
    throw new CommandError(
      `${file.path} holds captured inferences: expected them as --current of mlops drift, and rows here`,
    );
  }
  const kinds = names.map((name) => (choice.of(name) === 'numeric' ? 'numeric' : 'categorical'));
  const schema: CaptureSchema = {
    columns: names.map((name, i) => ({ name, type: kinds[i] === 'numeric' ? 'double' : 'string', required: false })),
    prediction: 'categorical',
  };
  const object = {
    key: file.path,
    size: file.size,
    lastModified: new Date(0),
    stream: async () => file.content(),
    range: file.range,
  };
  const parts = kinds.map((kind) => new ColumnParts(kind));
  const tally = new ReadingTally();
  let rows = 0;
  for await (const batch of readCaptureObject(object, schema, tally)) {
    rows += batch.rows;
    for (const [i, values] of batch.columns.entries()) parts[i]?.add(values);
  }
  const { corruptLines, damagedObjects, problems } = tally.reading;
  const columns = names.map((name, i) => {
    const values = (parts[i] as ColumnParts).values();
    return [name, { type: values.kind, values }] as const;
  });
  const unread = corruptLines + damagedObjects;
  return {
    rows,
    names,
    columns: new Map(columns),
    typed: true,
    notes: unread === 0 ? [] : [`${unread} parts of ${file.path} could not be read: ${problems.join('; ')}`],
  };
}
