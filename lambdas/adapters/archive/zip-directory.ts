import { open } from 'node:fs/promises';
import type { Entry } from 'yauzl';

const END = 22;
/** The record and the locator before the end that a large zip has, and every one of PyTorch. */
const LARGE_END = 56 + 20;
const [END_SIGNATURE, LARGE_SIGNATURE, LOCATOR_SIGNATURE] = [0x06054b50, 0x06064b50, 0x07064b50];
const FULL = 0xffffffff;

/**
 * Whether the directory lies where each program that reads zips looks for it: right before the end, and as long as its
 * entries are. Some start at the offset that the end states, some count back from the end.
 */
export async function hasOneDirectory(path: string, size: number, entries: readonly Entry[]): Promise<boolean> {
  const tail = await readTail(path, size);
  const end = tail.subarray(-END);
  if (end.length < END || end.readUInt32LE(0) !== END_SIGNATURE) return false;
  const length = entries.reduce(
    (sum, entry) => sum + 46 + entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength,
    0,
  );
  const large = tail.length === END + LARGE_END && tail.readUInt32LE(56) === LOCATOR_SIGNATURE;
  const start = size - END - (large ? LARGE_END : 0) - length;
  const agrees = (there: number, here: number): boolean => there === here || (large && there === FULL);
  if (!agrees(end.readUInt32LE(12), length) || !agrees(end.readUInt32LE(16), start)) return false;
  if (!large) return end.readUInt16LE(10) === entries.length;
  return (
    tail.readUInt32LE(0) === LARGE_SIGNATURE &&
    tail.readBigUInt64LE(4) === 44n &&
    tail.readBigUInt64LE(32) === BigInt(entries.length) &&
    tail.readBigUInt64LE(40) === BigInt(length) &&
    tail.readBigUInt64LE(48) === BigInt(start) &&
    tail.readBigUInt64LE(64) === BigInt(start + length)
  );
}

async function readTail(path: string, size: number): Promise<Buffer> {
  const length = Math.min(size, END + LARGE_END);
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer;
  } finally {
    await file.close();
  }
}
