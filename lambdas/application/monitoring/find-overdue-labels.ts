import { hourFolder, type MonitorSettings } from '../../../lib/contracts/index.js';
import type { OverdueLabels } from '../../domain/monitoring/overdue-labels.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import { arrivalAllowance } from './arrival.js';

type Listing = Pick<ArtifactStore, 'list'>;

/**
 * Whether labels are overdue at the end of a window: what was captured since the newest came waits for longer than labels
 * may take. Null where they are not, or nobody awaits any. What was written after the end says nothing of it, so that the
 * window says the same when it runs again.
 */
export async function findOverdueLabels(
  artifacts: Listing,
  settings: MonitorSettings,
  end: Date,
): Promise<OverdueLabels | null> {
  const { labelsWithinSeconds: withinSeconds } = settings;
  if (withinSeconds === undefined) return null;
  const due = new Date(end.getTime() - withinSeconds * 1000);
  const newest = await newestLabels(artifacts, settings.groundTruthKeyPrefix, due, end);
  if (newest !== null && newest > due) return null;
  if (!(await capturedBetween(artifacts, settings, newest, due))) return null;
  return { newest: newest?.toISOString() ?? null, withinSeconds };
}

/** When the newest labels were written, or some after `due`; null where there are none. */
async function newestLabels(artifacts: Listing, prefix: string, due: Date, end: Date): Promise<Date | null> {
  let newest: Date | null = null;
  // Folders tell the hour of the upload, or of the inference: only where the young ones have none are all looked through.
  for (const options of [{ startAfter: `${prefix}${hourFolder(due)}/` }, {}]) {
    for await (const { size, lastModified } of artifacts.list(prefix, options)) {
      if (size === 0 || lastModified > end) continue;
      if (lastModified > due) return lastModified;
      if (newest === null || lastModified > newest) newest = lastModified;
    }
  }
  return newest;
}

/** Whether an object was captured after `from`, and at `to` at the latest, that holds no record of before. */
async function capturedBetween(
  artifacts: Listing,
  settings: MonitorSettings,
  from: Date | null,
  to: Date,
): Promise<boolean> {
  const { captureKeyPrefix: prefix } = settings;
  const options = from === null ? {} : { startAfter: `${prefix}${hourFolder(from)}/` };
  const first = from === null ? Number.NEGATIVE_INFINITY : from.getTime() + arrivalAllowance(settings);
  const last = `${prefix}${hourFolder(to)}/\uffff`;
  for await (const { key, size, lastModified } of artifacts.list(prefix, options)) {
    if (key > last) return false;
    if (size > 0 && lastModified.getTime() > first && lastModified <= to) return true;
  }
  return false;
}
