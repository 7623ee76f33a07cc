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
  /** Record ids. @default - every record */
  readonly wanted?: ReadonlySet<string>;
  /** The content of a listed object. */
  readonly open: (key: string) => Promise<AsyncIterable<Uint8Array>>;
}

export interface Label {
  readonly label: string;
  /** The object that it stands in. */
  readonly key: string;
}

/**
 * Labels by record id: the latest object has the last word (then the greater key, then the later line), and an empty label
 * takes an earlier one back. What is no ground truth line is counted, and skipped.
 */
export async function readLabels({
  artifacts,
  keyPrefix,
  since,
  wanted,
  open,
}: LabelsToRead): Promise<{ readonly labels: ReadonlyMap<string, Label>; readonly reading: Reading }> {
  const startAfter = since === undefined ? undefined : `${keyPrefix}${hourFolder(since)}/`;
  const objects: ArtifactSummary[] = [];
  for await (const object of artifacts.list(keyPrefix, startAfter === undefined ? {} : { startAfter })) {
    objects.push(object);
  }
  objects.sort((a, b) => a.lastModified.getTime() - b.lastModified.getTime() || (a.key < b.key ? -1 : 1));

  const readObject = async ({ key }: ArtifactSummary) => {
    const tally = new ReadingTally();
    const found: GroundTruth[] = [];
    for await (const truth of readRecords(
      key,
      () => open(key),
      tally,
      (line) => parseGroundTruth(line, 'the line'),
    )) {
      if (wanted === undefined || wanted.has(truth.id)) found.push(truth);
    }
    return { key, found, reading: tally.reading };
  };

  const total = new ReadingTally();
  const labels = new Map<string, Label>();
  for (let from = 0; from < objects.length; from += PARALLEL_READS) {
    const batch = objects.slice(from, from + PARALLEL_READS);
    for (const { key, found, reading } of await Promise.all(batch.map(readObject))) {
      total.add(reading);
      for (const { id, label } of found) labels.set(id, { label, key });
    }
  }
  for (const [id, { label }] of labels) if (label === '') labels.delete(id);
  return { labels, reading: total.reading };
}
