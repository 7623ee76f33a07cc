import { hourFolder } from '../../lib/contracts/index.js';
import { type Reading, ReadingTally } from '../domain/datasets/reading.js';
import type { ArtifactStore, ArtifactSummary } from '../ports/artifact-store.js';
import { type GroundTruth, parseGroundTruth } from './documents/records.js';
import { readRecords } from './read-records.js';

const PARALLEL_READS = 8;

export interface LabelsToRead {
  readonly artifacts: Pick<ArtifactStore, 'list'>;
  readonly keyPrefix: string;
  /** The hour of the first folder. @default - every object */
  readonly since?: Date;
  /** The content of a listed object. */
  readonly open: (key: string) => Promise<AsyncIterable<Uint8Array>>;
}

/** Where a label stands. */
export interface LabelSource {
  readonly key: string;
  /** Greater for the object that was written later, of equals for that with the greater key. */
  readonly rank: number;
}

/**
 * Visits labels as they are read, those of one object in their order, those of several as they come: the one of the object
 * with the greatest rank, and of these the last, has the last word. An empty label takes earlier ones back. What is no
 * ground truth line is counted, and skipped.
 */
export async function visitLabels(
  { artifacts, keyPrefix, since, open }: LabelsToRead,
  visit: (truth: GroundTruth, source: LabelSource) => void,
): Promise<Reading> {
  const startAfter = since === undefined ? undefined : `${keyPrefix}${hourFolder(since)}/`;
  const objects: ArtifactSummary[] = [];
  for await (const object of artifacts.list(keyPrefix, startAfter === undefined ? {} : { startAfter })) {
    objects.push(object);
  }
  objects.sort((a, b) => a.lastModified.getTime() - b.lastModified.getTime() || (a.key < b.key ? -1 : 1));

  const readObject = async ({ key }: ArtifactSummary, rank: number): Promise<Reading> => {
    const tally = new ReadingTally();
    const source = { key, rank };
    const lines = readRecords(
      key,
      () => open(key),
      tally,
      (line) => parseGroundTruth(line, 'the line'),
    );
    for await (const truth of lines) visit(truth, source);
    return tally.reading;
  };

  const total = new ReadingTally();
  for (let from = 0; from < objects.length; from += PARALLEL_READS) {
    const batch = objects.slice(from, from + PARALLEL_READS);
    for (const reading of await Promise.all(batch.map((object, at) => readObject(object, from + at))))
      total.add(reading);
  }
  return total.reading;
}

export interface Label {
  readonly label: string;
  /** The object that it stands in. */
  readonly key: string;
}

/** The label that counts, by record id; none for a record whose last label is empty. */
export async function readLabels(
  labels: LabelsToRead,
): Promise<{ readonly labels: ReadonlyMap<string, Label>; readonly reading: Reading }> {
  const found = new Map<string, Label & LabelSource>();
  const reading = await visitLabels(labels, ({ id, label }, { key, rank }) => {
    if (rank >= (found.get(id)?.rank ?? 0)) found.set(id, { label, key, rank });
  });
  for (const [id, { label }] of found) if (label === '') found.delete(id);
  return { labels: found, reading };
}
