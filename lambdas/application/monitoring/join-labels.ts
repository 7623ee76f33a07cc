import type { MonitorSettings } from '../../../lib/contracts/index.js';
import type { Reading } from '../../domain/datasets/reading.js';
import { LabelJoin } from '../../domain/monitoring/label-join.js';
import type { JudgedSubject } from '../../domain/monitoring/predictions.js';
import type { ScoredIds } from '../../domain/monitoring/scored-ids.js';
import { Hash64, hashText } from '../../domain/summaries/hash-64.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import { visitLabels } from '../read-labels.js';

/** Joins the labels that came since a window began to its rows. Nothing is kept of a label that is for none of them. */
export async function joinLabels(
  artifacts: Pick<ArtifactStore, 'list' | 'readStream'>,
  { groundTruthKeyPrefix: keyPrefix }: MonitorSettings,
  subject: Pick<JudgedSubject, 'task' | 'labels'>,
  rows: ScoredIds,
  since: Date,
): Promise<{ readonly join: LabelJoin; readonly reading: Reading }> {
  const join = new LabelJoin(subject, rows);
  const hash = new Hash64();
  const open = (key: string) => artifacts.readStream(key);
  const reading = await visitLabels({ artifacts, keyPrefix, since, open }, ({ id, label }, { rank }) => {
    const { high, low } = hashText(id, hash);
    join.take(high, low, label, rank);
  });
  return { join, reading };
}
