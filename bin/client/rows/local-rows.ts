import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { isGzip, isParquet } from '../../../lambdas/application/magic-bytes.js';
import { bytes as inUnits, type Progress } from '../../output/progress.js';
import { CommandError } from '../errors.js';

const CHUNK = 1024 * 1024;
/** Of what can be read once only, such as a pipe; a file of any size streams by. */
const LONGEST_PIPE = 4 * 1024 ** 3 - 1;

type RowsFormat = 'csv' | 'json' | 'capture' | 'parquet';

/** A file of rows on this machine, which may be read more than once. */
export interface LocalRows {
  readonly path: string;
  /** By its first bytes. */
  readonly format: RowsFormat;
  /** Bytes, as they lie on the disk. */
  readonly size: number;
  /** Piece by piece, expanded where it is gzip. Throws CommandError that names the file. */
  content(): AsyncGenerator<Buffer>;
  /** Of what lies on the disk. */
  range(start: number, end: number): Promise<Uint8Array>;
}

/** Opens a file, and looks at how it begins. Throws CommandError where it can't be read. */
export async function openRows(path: string, progress: Progress): Promise<LocalRows> {
  const found = await reading(path, stat(path));
  if (found.isDirectory()) throw new CommandError(`${path} is a folder: expected a file of rows`);
  const bytes = found.isFile() ? new FileBytes(path, found.size) : await PipeBytes.of(path);
  const isCompressed = await begins(bytes.stream(), isGzip);
  const content = async function* (): AsyncGenerator<Buffer> {
    let taken = 0;
    const counted = async function* () {
      for await (const chunk of bytes.stream()) {
        taken += chunk.length;
        progress.update(`Reading ${path}: ${inUnits(taken)} of ${inUnits(bytes.size)}`);
        yield chunk;
      }
    };
    try {
      if (!isCompressed) yield* counted();
      else
        yield* pipeline(
          Readable.from(counted()),
          createGunzip({ chunkSize: CHUNK }),
          () => {},
        ) as AsyncIterable<Buffer>;
    } catch (cause) {
      throw readError(path, cause);
    }
  };
  return {
    path,
    size: bytes.size,
    content,
    range: (start, end) => bytes.range(start, end),
    format: await formatOf(content(), path),
  };
}

/** Where the bytes of a file come from, as often as they are asked for. */
interface Bytes {
  readonly size: number;
  stream(): AsyncIterable<Buffer>;
  range(start: number, end: number): Promise<Uint8Array>;
}

class FileBytes implements Bytes {
  constructor(
    private readonly path: string,
    readonly size: number,
  ) {}

  stream(): AsyncIterable<Buffer> {
    return createReadStream(this.path, { highWaterMark: CHUNK });
  }

  async range(start: number, end: number): Promise<Uint8Array> {
    const file = await open(this.path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  }
}

/** What can be read once is held. */
class PipeBytes implements Bytes {
  private constructor(private readonly content: Buffer) {}

  static async of(path: string): Promise<PipeBytes> {
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of createReadStream(path) as AsyncIterable<Buffer>) {
      parts.push(part);
      size += part.length;
      if (size > LONGEST_PIPE) throw new CommandError(`${path} gives more than 4 GB: expected a file of them`);
    }
    return new PipeBytes(Buffer.concat(parts));
  }

  get size(): number {
    return this.content.length;
  }

  async *stream(): AsyncGenerator<Buffer> {
    for (let at = 0; at < this.size; at += CHUNK) yield this.content.subarray(at, at + CHUNK);
  }

  async range(start: number, end: number): Promise<Uint8Array> {
    return this.content.subarray(start, end);
  }
}

/** Whether the first bytes of a stream, up to 4 kB of them, are such; nothing after them is read. */
async function begins(stream: AsyncIterable<Buffer>, are: (head: Buffer) => boolean): Promise<boolean> {
  let head = Buffer.alloc(0);
  for await (const chunk of stream) {
    head = Buffer.concat([head, chunk.subarray(0, 4096)]);
    if (head.length >= 4096) break;
  }
  return are(head);
}

async function formatOf(content: AsyncGenerator<Buffer>, path: string): Promise<RowsFormat> {
  let format: RowsFormat = 'csv';
  await begins(content, (head) => {
    const text = head
      .toString('latin1')
      .replace(/^\xef\xbb\xbf/, '')
      .trimStart();
    if (/^(\xff\xfe|\xfe\xff)/.test(text)) {
      throw new CommandError(`${path} is UTF-16: expected UTF-8, as "iconv -f utf-16 -t utf-8" makes it`);
    }
    if (isParquet(head)) format = 'parquet';
    else if (/^\{\s*["}]/.test(text)) format = text.includes('"captureData"') ? 'capture' : 'json';
    else if (/^\[\s*[{[]/.test(text)) {
      throw new CommandError(`${path} is one JSON array: expected an object a line, as "jq -c '.[]'" makes them`);
    }
    return true;
  });
  return format;
}

const reading = <T>(path: string, work: Promise<T>): Promise<T> =>
  work.catch((cause: unknown) => {
    throw readError(path, cause);
  });

export function readError(path: string, cause: unknown): unknown {
  if (!(cause instanceof Error) || !('code' in cause) || typeof cause.code !== 'string') return cause;
  if (cause.code.startsWith('Z_')) {
    return new CommandError(`${path} is damaged, or ends in the middle of its compression (${cause.message})`, {
      cause,
    });
  }
  return new CommandError(`${path} can't be read (${cause.message})`, { cause });
}
