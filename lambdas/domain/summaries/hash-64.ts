import { HIGH_WORD, LOW_WORD } from '../statistics/double-words.js';

/** A hash of 64 bits as two unsigned words; to be reused, so that hashing makes no objects. */
export class Hash64 {
  high = 0;
  low = 0;

  /** 16 digits. */
  toHex(): string {
    return this.high.toString(16).padStart(8, '0') + this.low.toString(16).padStart(8, '0');
  }
}

const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);

/** Mixes 32 bits, one to one: the finaliser of MurmurHash3 (A. Appleby, public domain). */
export function mix32(word: number): number {
  const a = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  const b = Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  return b ^ (b >>> 16);
}

/**
 * Puts the hash of a number into `hash`; -0 has that of 0. A Feistel network of three rounds over both words of the
 * double, so that different numbers have different hashes.
 */
export function hashNumber(value: number, hash: Hash64): Hash64 {
  number[0] = value + 0;
  const left = (words[HIGH_WORD] as number) ^ FIRST_KEY;
  const low = (words[LOW_WORD] as number) ^ mix32(left);
  const high = left ^ mix32(low ^ SECOND_KEY);
  hash.high = high >>> 0;
  hash.low = (low ^ mix32(high ^ THIRD_KEY)) >>> 0;
  return hash;
}

/** Keys of the rounds: digits of pi. */
export const FIRST_KEY = 0x243f6a88;
export const SECOND_KEY = 0x5a308d31;
export const THIRD_KEY = 0x13198a2e;

/**
 * Puts the hash of a text's UTF-16 units into `hash`, two units at a time, in the manner of MurmurHash3's 128-bit variant
 * for 32-bit machines with two of its four lanes.
 */
export function hashText(text: string, hash: Hash64): Hash64 {
  const { length } = text;
  let high = FIRST_KEY;
  let low = SECOND_KEY;
  for (let at = 0; at < length; at += 2) {
    const pair = text.charCodeAt(at) | (at + 1 < length ? text.charCodeAt(at + 1) << 16 : 0);
    const a = Math.imul(pair, 0x239b961b);
    high ^= Math.imul((a << 15) | (a >>> 17), 0xab0e9789);
    high = Math.imul(((high << 19) | (high >>> 13)) + low, 5) + 0x561ccd1b;
    const b = Math.imul(pair, 0x38b34ae5);
    low ^= Math.imul((b << 17) | (b >>> 15), 0xa1e38b93);
    low = Math.imul(((low << 13) | (low >>> 19)) + high, 5) + 0x32ac3b17;
  }
  high = mix32((high ^ length) + (low ^ length));
  low = mix32((low ^ length) + high);
  hash.high = (high + low) >>> 0;
  hash.low = (low + hash.high) >>> 0;
  return hash;
}
