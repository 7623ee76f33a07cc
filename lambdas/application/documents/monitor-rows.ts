import { InvalidInput } from '../../domain/errors.js';
import { ScoredIds } from '../../domain/monitoring/scored-ids.js';

/**
 * Ids of records in a file, by hash. Little endian: a byte of format, 7 of nothing, 32 that say which exclusions were left
 * out (zeros: none), 257 counts of the rows before each first byte of a hash, 4 of nothing; then a row in 16 bytes: the hash
 * from its low word on, and its score.
 */
const FORMAT = 2;
const DIGEST_AT = 8;
const STARTS_AT = 40;
const BUCKETS = 256;
export const ROWS_HEADER_BYTES = STARTS_AT + 4 * (BUCKETS + 1) + 4;
export const ROW_BYTES = 16;
const ID_BYTES = 8;

export interface RowsHeader {
  /** SHA-256 of the exclusions that were left out; '' for none. */
  readonly exclusions: string;
  readonly rows: number;
  /** Bytes of the file that hold the rows whose hash begins with a byte from `from` up to and without `to`. */
  range(from: number, to: number): readonly [start: number, end: number];
}

/** @param ids by hash */
export function encodeRows({ high, low, scores, length }: ScoredIds, exclusions: string): Buffer {
  const bytes = Buffer.alloc(ROWS_HEADER_BYTES + length * ROW_BYTES);
  bytes.writeUInt8(FORMAT, 0);
  bytes.write(exclusions, DIGEST_AT, 'hex');
  let row = 0;
  for (let bucket = 0; bucket <= BUCKETS; bucket++) {
    while (row < length && (high[row] as number) >>> 24 < bucket) row++;
    bytes.writeUInt32LE(row, STARTS_AT + 4 * bucket);
  }
  for (let at = 0; at < length; at++) {
    const offset = ROWS_HEADER_BYTES + at * ROW_BYTES;
    bytes.writeUInt32LE(low[at] as number, offset);
    bytes.writeUInt32LE(high[at] as number, offset + 4);
    bytes.writeDoubleLE(scores[at] as number, offset + 8);
  }
  return bytes;
}

/** Throws InvalidInput that names `what`. */
export function decodeRowsHeader(bytes: Buffer, what: string): RowsHeader {
  if (bytes.length < ROWS_HEADER_BYTES)
    throw new InvalidInput(`${what} has ${bytes.length} bytes, and no whole header`);
  const format = bytes.readUInt8(0);
  if (format !== FORMAT)
    throw new InvalidInput(`${what} is of format ${format}, expected ${FORMAT}: run the window again`);
  const digest = bytes.subarray(DIGEST_AT, STARTS_AT);
  const start = (bucket: number): number => bytes.readUInt32LE(STARTS_AT + 4 * bucket);
  return {
    exclusions: digest.every((byte) => byte === 0) ? '' : digest.toString('hex'),
    rows: start(BUCKETS),
    range: (from, to) => [ROWS_HEADER_BYTES + start(from) * ROW_BYTES, ROWS_HEADER_BYTES + start(to) * ROW_BYTES],
  };
}

/** Visits rows, without the header. Throws InvalidInput that names `what` for a part of one. */
export function visitRows(
  bytes: Buffer,
  what: string,
  visit: (high: number, low: number, score: number) => void,
): void {
  if (bytes.length % ROW_BYTES !== 0) throw new InvalidInput(`${what} ends in the middle of a row`);
  for (let at = 0; at < bytes.length; at += ROW_BYTES) {
    visit(bytes.readUInt32LE(at + 4), bytes.readUInt32LE(at), bytes.readDoubleLE(at + 8));
  }
}

/** Ids that a shard has to leave out, in any order. */
export interface Exclusions {
  /** Of the merge that asked for it. */
  readonly round: number;
  readonly ids: ScoredIds;
  /** Those that it had to leave out before, and has to count from this round on. */
  readonly givenBack: ScoredIds;
}

/** A byte of format, one of the round, 2 of nothing, 4 that count the ids given back; then an id in 8 bytes, those last. */
export function encodeExclusions({ round, ids, givenBack }: Exclusions): Buffer {
  const bytes = Buffer.alloc(ID_BYTES * (1 + ids.length + givenBack.length));
  bytes.writeUInt8(FORMAT, 0);
  bytes.writeUInt8(round, 1);
  bytes.writeUInt32LE(givenBack.length, 4);
  let offset = ID_BYTES;
  for (const { high, low, length } of [ids, givenBack]) {
    for (let at = 0; at < length; at++, offset += ID_BYTES) {
      bytes.writeUInt32LE(low[at] as number, offset);
      bytes.writeUInt32LE(high[at] as number, offset + 4);
    }
  }
  return bytes;
}

/** Throws InvalidInput that names `what`. */
export function decodeExclusions(bytes: Buffer, what: string): Exclusions {
  const stored = Math.floor(bytes.length / ID_BYTES) - 1;
  const isWhole = stored >= 0 && bytes.length % ID_BYTES === 0 && bytes.readUInt8(0) === FORMAT;
  const left = isWhole ? stored - bytes.readUInt32LE(4) : -1;
  if (left < 0) throw new InvalidInput(`${what} is no list of record ids of format ${FORMAT}: run the window again`);
  const [ids, givenBack] = [new ScoredIds(left), new ScoredIds(stored - left)];
  for (let at = 0; at < stored; at++) {
    const offset = ID_BYTES * (1 + at);
    (at < left ? ids : givenBack).push(bytes.readUInt32LE(offset + 4), bytes.readUInt32LE(offset), Number.NaN);
  }
  return { round: bytes.readUInt8(1), ids, givenBack };
}
