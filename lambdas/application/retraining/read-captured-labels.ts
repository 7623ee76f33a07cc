import { Readable } from 'node:stream';
import * as z from 'zod';
import { objectKeys } from '../../../lib/contracts/index.js';
import { sha256 } from '../../domain/canonical-json.js';
import { type Reading, ReadingTally } from '../../domain/datasets/reading.js';
import { InvalidInput } from '../../domain/errors.js';
import { isValue } from '../../domain/inference/tensors.js';
import type { Row, Value } from '../../domain/signature.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import { parseJsonDocument } from '../documents/parse.js';
import { captureLineSchema, recordId } from '../documents/records.js';
import type { SnapshotSource } from '../documents/snapshot.js';
import { type Label, readLabels } from '../read-labels.js';
import { readRecords } from '../read-records.js';
import { readSourceObjects } from './read-source-objects.js';

type Artifacts = Pick<ArtifactStore, 'head' | 'readBytes' | 'list'>;

/** A captured row and its label. */
export interface LabelledRecord {
  readonly recordId: string;
  readonly features: Row;
  readonly label: string;
  /** Where the row and where the label came from. */
  readonly sources: readonly [capture: SnapshotSource, groundTruth: SnapshotSource];
}

export interface CapturedLabels {
  readonly records: readonly LabelledRecord[];
  readonly readings: { readonly groundTruth: Reading; readonly capture: Reading };
}

interface CapturedRow {
  readonly id: string;
  readonly features: Row;
  /** Milliseconds since the epoch, of the inference. */
  readonly time: number;
}

const featuresSchema = z.record(z.string(), z.custom<Value>(isValue, 'expected a number, a string, a boolean or null'));

/** Undefined for a row without a label. */
function parseCapture(line: string, labels: ReadonlyMap<string, Label>): CapturedRow | undefined {
  const { captureData, eventMetadata } = parseJsonDocument(captureLineSchema, line, 'the line');
  const id = recordId(eventMetadata.inferenceId ?? eventMetadata.eventId);
  const input = captureData.endpointInput;
  if (input === undefined || !labels.has(id)) return undefined;
  if (input.encoding !== 'JSON') throw new InvalidInput(`the encoding is ${input.encoding}, expected JSON`);
  const features = parseJsonDocument(featuresSchema, input.data, 'endpointInput.data');
  return { id, features, time: Date.parse(eventMetadata.inferenceTime) };
}

/**
 * The captured rows that have a label, of any version of the model, by time of inference, then record id. Of a record that
 * was captured twice, the later inference counts. What cannot be read is counted, and skipped.
 */
export async function readCapturedLabels(artifacts: Artifacts, model: string): Promise<CapturedLabels> {
  const sources = new Map<string, SnapshotSource>();
  const truth = await readLabels({
    artifacts,
    keyPrefix: objectKeys.groundTruth(model),
    open: async (key) => {
      const { versionId } = await artifacts.head(key);
      const bytes = await artifacts.readBytes(key, versionId);
      sources.set(key, { kind: 'ground-truth', key, versionId, sha256: sha256(bytes) });
      return Readable.from([bytes]);
    },
  });
  const { labels } = truth;
  const capture = new ReadingTally();
  const captures = await readSourceObjects({
    artifacts,
    kind: 'capture',
    prefix: objectKeys.capture(model),
    accepts: () => labels.size > 0,
    parse: async (bytes, key) => {
      const tally = new ReadingTally();
      const rows: CapturedRow[] = [];
      const open = async () => Readable.from([bytes]);
      for await (const row of readRecords(key, open, tally, (line) => parseCapture(line, labels))) {
        if (row !== undefined) rows.push(row);
      }
      return { rows, reading: tally.reading };
    },
  });
  const found = captures.flatMap(({ content: { rows }, source }) => rows.map((row) => ({ ...row, source })));
  for (const { content } of captures) capture.add(content.reading);
  const records = new Map<string, LabelledRecord>();
  for (const { id, features, source } of found.toSorted((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1))) {
    const label = labels.get(id);
    const labelSource = label === undefined ? undefined : sources.get(label.key);
    if (label === undefined || labelSource === undefined) continue;
    records.set(id, { recordId: id, features, label: label.label, sources: [source, labelSource] });
  }
  return { records: [...records.values()], readings: { groundTruth: truth.reading, capture: capture.reading } };
}
