import { hourFolder, type MonitorSettings } from '../../../lib/contracts/index.js';
import type { TimeWindow } from '../../domain/monitoring/window.js';
import type { ArtifactStore, ArtifactSummary } from '../../ports/artifact-store.js';
import { arrivalAllowance } from './arrival.js';

/** An object written before the window began can hold none of its records, clocks that differ a little allowed for. */
const CLOCK_SKEW = 60_000;

/**
 * Objects of the hour folders around the window. Firehose names the hour of an object's oldest record, which may have come
 * up to a delivery before the window's first; at the end the last records may be that much later.
 */
export async function listCapture(
  artifacts: Pick<ArtifactStore, 'list'>,
  settings: MonitorSettings,
  { start, end }: TimeWindow,
): Promise<ArtifactSummary[]> {
  const { captureKeyPrefix: prefix } = settings;
  const allowance = arrivalAllowance(settings);
  const startAfter = `${prefix}${hourFolder(new Date(start.getTime() - allowance))}/`;
  const last = `${prefix}${hourFolder(new Date(end.getTime() + allowance))}/\uffff`;
  const objects: ArtifactSummary[] = [];
  for await (const object of artifacts.list(prefix, { startAfter })) {
    if (object.key > last) break;
    if (object.size > 0 && object.lastModified.getTime() >= start.getTime() - CLOCK_SKEW) objects.push(object);
  }
  return objects;
}
