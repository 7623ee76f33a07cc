import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Entry, getFileNameLowLevel, openPromise, type ZipFile } from 'yauzl';
import { InvalidInput, MlopsError } from '../../domain/errors.js';
import type { ArchiveEntry, ArchiveLimits } from '../../ports/archive-reader.js';
import { EntryPaths, quoted, safePath } from './entry-paths.js';
import { FREE_BYTES } from './expand-gzip.js';
import { hasOneDirectory } from './zip-directory.js';

const [STORED, DEFLATED] = [0, 8];
const UNICODE_PATH = 0x7075;
const LINK = 0o120000;
const FILE_TYPE = 0o170000;

const damaged = (why: string, cause?: unknown): InvalidInput => new InvalidInput(`zip is not whole: ${why}`, { cause });

/**
 * The plain files of a zip that comes as a stream, in the order of its directory. The zip lies in a temporary file of its
 * own while it is read. Refuses what two programs could unpack in two ways.
 * @throws InvalidInput
 */
export async function* readZip(
  source: AsyncIterable<Uint8Array>,
  { maxEntries = 20_000, maxExpandedBytes = 8 * 1024 ** 3, maxRatio = 100, onProblem }: ArchiveLimits = {},
): AsyncGenerator<ArchiveEntry> {
  const folder = await mkdtemp(join(tmpdir(), 'mlops-zip-'));
  let zip: ZipFile | undefined;
  try {
    const size = await spool(source, join(folder, 'zip'));
    zip = await openPromise(join(folder, 'zip'), { decodeStrings: false, autoClose: false, lazyEntries: true }).catch(
      (cause: unknown) => {
        throw damaged(messageOf(cause), cause);
      },
    );
    if (zip.entryCount > maxEntries) throw new InvalidInput(`zip has more than the allowed ${maxEntries} entries`);
    if (zip.comment.length > 0) throw damaged('there are bytes after its end');
    const entries = await listEntries(zip);
    if (!(await hasOneDirectory(join(folder, 'zip'), size, entries))) {
      throw damaged('its directory is not where its end says, or not as long');
    }
    const expanded = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
    if (expanded > maxExpandedBytes) {
      throw new InvalidInput(`zip expands to ${expanded} bytes, at most ${maxExpandedBytes} are allowed`);
    }
    if (expanded > size * maxRatio + FREE_BYTES) {
      throw new InvalidInput(
        `zip expands to ${expanded} bytes, more than ${maxRatio} times its ${size} and ${FREE_BYTES} more: that ratio is refused as a decompression bomb`,
      );
    }
    await checkPlaces(zip, entries);
    const paths = new EntryPaths();
    for (const entry of entries) {
      try {
        const path = checkEntry(entry);
        if (path === undefined) continue;
        paths.add(path);
        yield { path, size: entry.uncompressedSize, body: read(zip, entry) };
      } catch (error) {
        if (onProblem === undefined || !(error instanceof InvalidInput)) throw error;
        onProblem(error.message);
      }
    }
  } finally {
    zip?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes the stream to a file that only this user may read, and answers with its size. */
async function spool(source: AsyncIterable<Uint8Array>, path: string): Promise<number> {
  let size = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      done(null, chunk);
    },
  });
  await pipeline(source, count, createWriteStream(path, { mode: 0o600 }));
  return size;
}

async function listEntries(zip: ZipFile): Promise<Entry[]> {
  const entries: Entry[] = [];
  try {
    for await (const entry of zip.eachEntry()) entries.push(entry);
  } catch (cause) {
    throw damaged(messageOf(cause), cause);
  }
  return entries;
}

/** Every entry says of itself what the directory says of it, and none shares bytes with another. */
async function checkPlaces(zip: ZipFile, entries: readonly Entry[]): Promise<void> {
  let end = 0;
  const inOrder = [...entries].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  for (const entry of inOrder) {
    const name = nameOf(entry);
    if (entry.relativeOffsetOfLocalHeader < end) throw new InvalidInput(`zip entry ${quoted(name)} overlaps another`);
    const local = await zip.readLocalFileHeaderPromise(entry).catch((cause: unknown) => {
      throw damaged(`entry ${quoted(name)}: ${messageOf(cause)}`, cause);
    });
    const described = (local.generalPurposeBitFlag & 8) !== 0;
    const agrees = (there: number, here: number): boolean =>
      there === here || there === 0xffffffff || (described && there === 0);
    if (
      !Buffer.from(local.fileName).equals(entry.fileNameRaw) ||
      local.compressionMethod !== entry.compressionMethod ||
      !agrees(local.uncompressedSize, entry.uncompressedSize) ||
      !agrees(local.compressedSize, entry.compressedSize)
    ) {
      throw new InvalidInput(`zip entry ${quoted(name)} is another one in its own header than in the directory`);
    }
    end = local.fileDataStart + entry.compressedSize;
  }
  if (inOrder[0] !== undefined && inOrder[0].relativeOffsetOfLocalHeader !== 0) {
    throw damaged('there are bytes before its first entry');
  }
}

/** Its path; undefined of a folder. */
function checkEntry(entry: Entry): string | undefined {
  const name = nameOf(entry);
  if (entry.extraFields.some((field) => field.id === UNICODE_PATH)) {
    throw new InvalidInput(`zip entry ${quoted(name)} has a second name`);
  }
  if (entry.isEncrypted()) throw new InvalidInput(`zip entry ${quoted(name)} is encrypted`);
  if (![STORED, DEFLATED].includes(entry.compressionMethod)) {
    throw new InvalidInput(
      `zip entry ${quoted(name)} is compressed by method ${entry.compressionMethod}, expected stored or deflated`,
    );
  }
  if (((entry.externalFileAttributes >>> 16) & FILE_TYPE) === LINK) {
    throw new InvalidInput(`zip entry ${quoted(name)} is a symlink: expected files and folders only`);
  }
  const path = safePath(name.replace(/\/$/, ''));
  if (!name.endsWith('/')) return path;
  if (entry.uncompressedSize > 0) throw new InvalidInput(`zip entry ${quoted(name)} is a folder with content`);
  return undefined;
}

const nameOf = (entry: Entry): string =>
  getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);

async function* read(zip: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
  try {
    const stream = await zip.openReadStreamPromise(entry, {});
    for await (const chunk of stream) if (chunk instanceof Uint8Array) yield chunk;
  } catch (error) {
    if (error instanceof MlopsError) throw error;
    throw damaged(`entry ${quoted(nameOf(entry))}: ${messageOf(error)}`, error);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
