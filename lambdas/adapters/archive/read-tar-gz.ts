import { InvalidInput } from '../../domain/errors.js';
import type { ArchiveEntry, ArchiveLimits } from '../../ports/archive-reader.js';
import { ByteSource } from './byte-source.js';
import { EntryPaths, quoted, safePath } from './entry-paths.js';
import { expandGzip } from './expand-gzip.js';
import { BLOCK, parsePax, parseTarHeader, type TarHeader, typeName } from './tar-header.js';

/** Names, and what pax says of a file, are short; a reader that believes their size can be made to hold gigabytes. */
const LARGEST_EXTENSION = 64 * 1024;

const damaged = (why: string): InvalidInput => new InvalidInput(`archive is not a whole gzipped tar: ${why}`);

/**
 * The plain files of a gzipped tar, in one pass and bounded memory. Stopping early stops the source. Reads more strictly
 * than tar: where two programs could unpack different files, the archive is refused.
 * @throws InvalidInput when the archive is damaged, over its limits, names a path twice, or has an absolute or parent
 * path, a link or a device in it
 */
export async function* readTarGz(
  source: AsyncIterable<Uint8Array>,
  { maxEntries = 1000, maxExpandedBytes = 8 * 1024 ** 3, maxRatio = 100, onProblem }: ArchiveLimits = {},
): AsyncGenerator<ArchiveEntry> {
  const expanded = expandGzip(source, { maxExpandedBytes, maxRatio });
  const bytes = new ByteSource(expanded);
  const paths = new EntryPaths();
  try {
    for (let count = 1; ; count += 1) {
      const header = await nextHeader(bytes);
      if (header === undefined) return;
      if (count > maxEntries) throw new InvalidInput(`archive has more than the allowed ${maxEntries} entries`);
      const body = new EntryBody(bytes, header.size);
      const path = checked(header, paths, onProblem);
      if (path !== undefined) yield { path, size: header.size, body: body.read() };
      await body.skip();
    }
  } finally {
    await expanded.return(undefined);
  }
}

/** The path of a plain file that may be unpacked; undefined for a folder, or for what was refused. */
function checked(
  { name, type, size }: TarHeader,
  paths: EntryPaths,
  onProblem: ArchiveLimits['onProblem'],
): string | undefined {
  try {
    if (type === '5') {
      // Some programs skip the content of a folder, some read it as the next header.
      if (size > 0) throw new InvalidInput(`archive entry ${quoted(name)} is a folder of ${size} bytes: expected none`);
      if (!/^(\.\/*)+$/.test(name)) safePath(name.replace(/\/+$/, ''));
      return undefined;
    }
    const path = safePath(name);
    if (type !== '0') {
      throw new InvalidInput(`archive entry ${quoted(name)} is a ${typeName(type)}: expected files and folders only`);
    }
    paths.add(path);
    return path;
  } catch (error) {
    if (onProblem === undefined || !(error instanceof InvalidInput)) throw error;
    onProblem(error.message);
    return undefined;
  }
}

/** The next header, with what a pax or GNU extension before it says; undefined at the end, after which all is zero. */
async function nextHeader(bytes: ByteSource): Promise<TarHeader | undefined> {
  let longName: string | undefined;
  let longLink = false;
  for (;;) {
    const block = await bytes.take(BLOCK);
    if (block.length < BLOCK) throw damaged('its tar is cut off');
    if (isZero(block)) {
      if (longName !== undefined || longLink) throw damaged('a name is not followed by its file');
      await expectZeros(bytes);
      return undefined;
    }
    const header = parseTarHeader(block);
    if (!'xgLK'.includes(header.type)) return longName === undefined ? header : { ...header, name: longName };
    if (header.size > LARGEST_EXTENSION) {
      throw new InvalidInput(`archive has a name or extension of ${header.size} bytes, at most ${LARGEST_EXTENSION}`);
    }
    const extension = await bytes.take(paddedSize(header.size));
    if (extension.length < paddedSize(header.size)) throw damaged('its tar is cut off');
    const content = extension.subarray(0, header.size);
    if (header.type === 'K') {
      longLink = true;
    } else if (header.type === 'L') {
      if (longName !== undefined) throw damaged('a file has two long names');
      longName = new TextDecoder().decode(content).replace(/\0+$/, '');
    } else {
      const fields = parsePax(content);
      refuseFields(fields, header.type);
      const path = fields.get('path');
      if (path !== undefined && longName !== undefined) throw damaged('a file has two long names');
      longName = path ?? longName;
    }
  }
}

/** Fields by which programs disagree on where a file ends or what it is. */
function refuseFields(fields: ReadonlyMap<string, string>, type: string): void {
  for (const [field, value] of fields) {
    const changes =
      field === 'size' || field === 'linkpath' || field === 'hdrcharset' || field.startsWith('GNU.sparse');
    if (changes || (type === 'g' && field === 'path')) {
      throw new InvalidInput(
        `archive has a pax header that sets ${quoted(field)} to ${quoted(value)}: expected names and times only`,
      );
    }
  }
}

async function expectZeros(bytes: ByteSource): Promise<void> {
  for (;;) {
    const part = await bytes.some(1024 ** 2);
    if (part === undefined) return;
    if (!isZero(part)) throw damaged('there are files after the end of its tar');
  }
}

const paddedSize = (size: number): number => Math.ceil(size / BLOCK) * BLOCK;
const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

/** The content of an entry; what the reader leaves is skipped, and so is the padding after it. */
class EntryBody {
  private left: number;
  private readonly padding: number;

  constructor(
    private readonly bytes: ByteSource,
    size: number,
  ) {
    this.left = size;
    this.padding = paddedSize(size) - size;
  }

  async *read(): AsyncGenerator<Uint8Array> {
    while (this.left > 0) yield await this.part();
  }

  async skip(): Promise<void> {
    while (this.left > 0) await this.part();
    if ((await this.bytes.take(this.padding)).length < this.padding) throw damaged('its tar is cut off');
  }

  private async part(): Promise<Uint8Array> {
    const part = await this.bytes.some(this.left);
    if (part === undefined) throw damaged('its tar is cut off');
    this.left -= part.length;
    return part;
  }
}
