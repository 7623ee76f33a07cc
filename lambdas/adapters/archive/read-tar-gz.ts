import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { InvalidInput, MlopsError } from '../../domain/errors.js';
import type { ArchiveEntry, ArchiveLimits } from '../../ports/archive-reader.js';

/** `./a/b` → `a/b`; InvalidInput when the path would leave the folder that it is unpacked to. */
function safePath(name: string): string {
  const path = name.replace(/^(\.\/+)+/, '');
  const parts = path.split('/');
  if (path === '' || /[\\\0]/.test(path) || parts.some((part) => part === '' || part === '.' || part === '..')) {
    throw new InvalidInput(
      `archive entry ${JSON.stringify(name)} is refused: expected a relative path without empty parts, "." or ".."`,
    );
  }
  return path;
}

function limitBytes(max: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (seen <= max) done(null, chunk);
      else done(new InvalidInput(`archive expands to more than the allowed ${max} bytes`));
    },
  });
}

/**
 * The plain files of a gzipped tar, in one pass and bounded memory. Stopping early stops the source.
 * @throws InvalidInput when the archive is damaged, over its limits, names a path twice, or has an absolute or parent
 * path, a link or a device in it
 */
export async function* readTarGz(
  source: AsyncIterable<Uint8Array>,
  { maxEntries = 1000, maxExpandedBytes = 2 * 1024 ** 3 }: ArchiveLimits = {},
): AsyncGenerator<ArchiveEntry> {
  let sourceFault: unknown;
  async function* watched(): AsyncGenerator<Uint8Array> {
    try {
      yield* source;
    } catch (error) {
      sourceFault = error;
      throw error;
    }
  }
  const stopped = new AbortController();
  const entries = extract();
  let fault: unknown;
  const reading = pipeline(Readable.from(watched()), createGunzip(), limitBytes(maxExpandedBytes), entries, {
    signal: stopped.signal,
  }).catch((error: unknown) => {
    fault ??= error;
  });
  const explain = async (error: unknown): Promise<unknown> => {
    if (error instanceof MlopsError) return error;
    await reading;
    if (sourceFault !== undefined) return sourceFault;
    if (fault instanceof MlopsError) return fault;
    const reason = fault ?? error;
    const detail = reason instanceof Error ? reason.message : String(reason);
    return new InvalidInput(`archive is not a whole gzipped tar: ${detail}`, { cause: reason });
  };
  async function* body(entry: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of entry) if (chunk instanceof Uint8Array) yield chunk;
    } catch (error) {
      throw await explain(error);
    }
  }
  const paths = new Set<string>();
  let count = 0;
  try {
    for await (const entry of entries) {
      count += 1;
      if (count > maxEntries) throw new InvalidInput(`archive has more than the allowed ${maxEntries} entries`);
      const { name, type, size = 0 } = entry.header;
      if (type !== 'directory') {
        const path = safePath(name);
        if (type !== 'file' && type !== 'contiguous-file') {
          throw new InvalidInput(`archive entry ${JSON.stringify(name)} is a ${type}: expected files and folders only`);
        }
        if (paths.has(path)) throw new InvalidInput(`archive names ${JSON.stringify(path)} twice`);
        paths.add(path);
        yield { path, size, body: body(entry) };
      }
      entry.resume();
    }
    await reading;
    if (fault !== undefined) throw fault;
  } catch (error) {
    throw await explain(error);
  } finally {
    stopped.abort();
    await reading;
  }
}
