import { InvalidInput } from '../../domain/errors.js';
import { WindowSummary } from '../../domain/monitoring/window-summary.js';
import { ByteReader } from '../../domain/summaries/byte-reader.js';
import { ByteWriter } from '../../domain/summaries/byte-writer.js';

/** In the order of the file. */
export const CAPTURE_COUNTS = [
  /** Objects read, and those of them that were damaged or gone. */
  'objects',
  'damagedObjects',
  'lines',
  /** Lines that are no capture record, or too long. */
  'corruptLines',
  /** Records of the window, those that came twice counted twice. */
  'records',
  /** Of those, the second and later copies. */
  'duplicates',
  /** Records of other times. */
  'outside',
  /** Of those, records of earlier windows that came later than a scheduled run waits for. */
  'late',
] as const;
export type CaptureCounts = Readonly<Record<(typeof CAPTURE_COUNTS)[number], number>>;

/** What one shard says of the window. */
export interface ShardSummary {
  /** SHA-256 of the exclusions that were left out of it; '' for none. */
  readonly exclusions: string;
  /** Of the shard's list what was read to its end, and not all of it in vain. */
  readonly read: { readonly objects: number; readonly bytes: number };
  readonly counts: CaptureCounts;
  /** Records of the window by the version that answered; '' where the capture does not say. */
  readonly versions: Readonly<Record<string, number>>;
  /** The first few problems, with key and reason. */
  readonly problems: readonly string[];
  readonly window: WindowSummary;
}

const FORMAT = 2;

export function encodeSummary({ exclusions, read, counts, versions, problems, window }: ShardSummary): Uint8Array {
  const writer = new ByteWriter();
  writer.byte(FORMAT);
  writer.text(exclusions);
  writer.varint(read.objects);
  writer.varint(read.bytes);
  for (const name of CAPTURE_COUNTS) writer.varint(counts[name]);
  const named = Object.entries(versions);
  writer.varint(named.length);
  for (const [version, count] of named) {
    writer.text(version);
    writer.varint(count);
  }
  writer.varint(problems.length);
  for (const problem of problems) writer.text(problem);
  window.write(writer);
  return writer.finish();
}

/** Throws InvalidInput that names `what`. */
export const decodeSummary = (bytes: Uint8Array, what: string): ShardSummary =>
  decode(bytes, what, (reader) => {
    const exclusions = reader.text();
    const read = { objects: reader.varint(), bytes: reader.varint() };
    const counts = Object.fromEntries(CAPTURE_COUNTS.map((name) => [name, reader.varint()])) as CaptureCounts;
    const versions: Record<string, number> = {};
    for (let left = reader.varint(); left > 0; left--) {
      const version = reader.text();
      versions[version] = reader.varint();
    }
    const problems: string[] = [];
    for (let left = reader.varint(); left > 0; left--) problems.push(reader.text());
    return { exclusions, read, counts, versions, problems, window: WindowSummary.read(reader) };
  });

/** Bytes of a summary that tell its exclusions. */
export const SUMMARY_START_BYTES = 128;

/** The exclusions of a summary, by its first bytes. Throws InvalidInput that names `what`. */
export const decodeExclusionsOf = (start: Uint8Array, what: string): string =>
  decodeStart(start, what, (reader) => reader.text());

/** A document of the run in bytes, which begins with the format. */
export function encodeDocument(write: (writer: ByteWriter) => void): Uint8Array {
  const writer = new ByteWriter();
  writer.byte(FORMAT);
  write(writer);
  return writer.finish();
}

/** Throws InvalidInput that names `what`. */
export const decode = <T>(bytes: Uint8Array, what: string, read: (reader: ByteReader) => T): T =>
  decodeStart(bytes, what, (reader) => {
    const value = read(reader);
    reader.end();
    return value;
  });

function decodeStart<T>(bytes: Uint8Array, what: string, read: (reader: ByteReader) => T): T {
  try {
    const reader = new ByteReader(bytes);
    reader.version('the file', FORMAT);
    return read(reader);
  } catch (cause) {
    if (!(cause instanceof InvalidInput)) throw cause;
    throw new InvalidInput(`${what} could not be read: ${cause.message}`, { cause });
  }
}
