import type { CaptureSchema } from './capture-object.js';
import { UnreadableObject } from './unreadable-object.js';

/** Columns of a file that say something of a record beside what the model takes. */
const RECORD_COLUMNS = ['inference_id', 'row', 'inference_time', 'prediction', 'probability', 'version'] as const;
type RecordColumn = (typeof RECORD_COLUMNS)[number];

/** Where the parts of a record stand in a file with named columns; -1: nowhere. */
export interface NamedColumns {
  /** Of each column of the model. */
  readonly inputs: readonly number[];
  readonly record: Readonly<Record<RecordColumn, number>>;
}

/**
 * Finds the parts of a record by the names of a file's columns; a column of the model comes before another of its name.
 * @throws UnreadableObject when it has none of them, or one of them twice
 */
export function namedColumns(names: readonly string[], { columns }: CaptureSchema): NamedColumns {
  const inputNames = new Set(columns.map(({ name }) => name));
  const wanted = new Set<string>([...inputNames, ...RECORD_COLUMNS]);
  const places = new Map<string, number>();
  names.forEach((name, index) => {
    const first = places.get(name);
    if (first !== undefined && wanted.has(name)) {
      throw new UnreadableObject(`its columns ${first + 1} and ${index + 1} have the same name, expected one of each`);
    }
    places.set(name, index);
  });
  const inputs = columns.map(({ name }) => places.get(name) ?? -1);
  const place = (name: RecordColumn): number => (inputNames.has(name) ? -1 : (places.get(name) ?? -1));
  // What stands in a first line that is no header belongs in no message.
  if (inputs.every((index) => index < 0) && place('prediction') < 0) {
    throw new UnreadableObject(
      `none of its ${names.length} columns is named as one of the model's: expected capture JSON lines, Parquet, or a CSV with` +
        " a header. SageMaker's batch transform writes none: add it",
    );
  }
  return {
    inputs,
    record: {
      inference_id: place('inference_id'),
      row: place('row'),
      inference_time: place('inference_time'),
      prediction: place('prediction'),
      probability: place('probability'),
      version: place('version'),
    },
  };
}
