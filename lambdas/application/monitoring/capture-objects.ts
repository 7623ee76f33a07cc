import { Readable } from 'node:stream';
import { NotFound } from '../../domain/errors.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import { type CaptureObject, storedCaptureObject } from '../capture/capture-object.js';
import type { MonitorShard } from '../documents/monitor-plan.js';
import { fetchAhead } from './fetch-ahead.js';

const MIB = 1024 * 1024;
/** Objects up to this are read whole, some ahead of the one that is at work; larger ones as they are worked on. */
const SMALL = 4 * MIB;
const AHEAD = { items: 8, bytes: 16 * MIB };

/** The objects of a shard in their order. What is gone since it was listed throws NotFound where it is read. */
export async function* captureObjects(
  artifacts: Pick<ArtifactStore, 'readBytes' | 'readStream' | 'readRange'>,
  objects: MonitorShard['objects'],
): AsyncGenerator<CaptureObject> {
  const fetched = fetchAhead(objects, AHEAD, async ({ key, size, lastModified }) => {
    const listed = { key, size, lastModified: new Date(lastModified) };
    return size > SMALL ? storedCaptureObject(artifacts, listed) : readWhole(artifacts, listed);
  });
  for await (const object of fetched) yield object;
}

async function readWhole(
  artifacts: Pick<ArtifactStore, 'readBytes'>,
  listed: Pick<CaptureObject, 'key' | 'size' | 'lastModified'>,
): Promise<CaptureObject> {
  const bytes = await artifacts.readBytes(listed.key).catch((error: unknown) => {
    if (error instanceof NotFound) return error;
    throw error;
  });
  const read = (): Buffer => {
    if (bytes instanceof NotFound) throw bytes;
    return bytes;
  };
  return {
    ...listed,
    stream: async () => Readable.from([read()]),
    range: async (start, end) => read().subarray(start, Math.max(start, end)),
  };
}
