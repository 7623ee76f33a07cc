/**
 * Reads `count` codes of some bits in runs or packed (the RLE and bit-packing hybrid of the Parquet format). No run, however
 * long it says it is, goes beyond `count`.
 * @throws RangeError when the bytes end before the codes
 */
export function readHybrid(bytes: Uint8Array, start: number, end: number, width: number, count: number): Int32Array {
  if (!(width >= 0 && width <= 32 && end <= bytes.length)) throw new RangeError('width of codes');
  const codes = new Int32Array(count);
  if (width === 0) return codes;
  const mask = width === 32 ? -1 : (1 << width) - 1;
  let at = start;
  let seen = 0;
  while (seen < count) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      if (at >= end || shift > 28) throw new RangeError('run of codes');
      const byte = bytes[at++] as number;
      header |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    const size = header >>> 1;
    if (size === 0) continue;
    if ((header & 1) === 0) {
      let code = 0;
      for (let shift = 0; shift < width; shift += 8) {
        if (at >= end) throw new RangeError('run of codes');
        code |= (bytes[at++] as number) << shift;
      }
      codes.fill(code & mask, seen, Math.min(count, seen + size));
      seen += size;
      continue;
    }
    const last = Math.min(count, seen + 8 * size);
    // Up to 39 bits are held, which a double counts exactly.
    let held = 0;
    let bits = 0;
    let position = at;
    for (; seen < last; seen++) {
      while (bits < width) {
        if (position >= end) throw new RangeError('packed codes');
        held += (bytes[position++] as number) * 2 ** bits;
        bits += 8;
      }
      codes[seen] = held & mask;
      held = Math.floor(held / 2 ** width);
      bits -= width;
    }
    at += size * width;
  }
  return codes;
}

/** Which of the `count` values of an optional column are there, 1 each: its definition levels. Null when all are. */
export function readPresence(bytes: Uint8Array, start: number, end: number, count: number): Int32Array | null {
  const present = readHybrid(bytes, start, end, 1, count);
  return present.includes(0) ? present : null;
}
