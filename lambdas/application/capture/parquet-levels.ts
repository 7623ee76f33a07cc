/**
 * Reads which of the `count` values of a page are there: the definition levels of a flat optional column, run lengths or
 * bits (the hybrid encoding of the Parquet format, of width 1). Null when all are.
 * @throws RangeError when the bytes end before the values
 */
export function readPresence(bytes: Uint8Array, start: number, end: number, count: number): Uint8Array | null {
  const present = new Uint8Array(count);
  let at = start;
  let seen = 0;
  let isWhole = true;
  while (seen < count) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      if (at >= end || shift > 28) throw new RangeError('definition levels');
      const byte = bytes[at++] as number;
      header |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    const size = header >>> 1;
    if (at >= end || size === 0) throw new RangeError('definition levels');
    if ((header & 1) === 0) {
      const run = Math.min(size, count - seen);
      if (bytes[at++] === 1) present.fill(1, seen, seen + run);
      else isWhole = false;
      seen += run;
      continue;
    }
    const last = Math.min(at + size, end);
    for (; at < last && seen < count; at++) {
      const byte = bytes[at] as number;
      for (let bit = 0; bit < 8 && seen < count; bit++, seen++) {
        if ((byte >> bit) & 1) present[seen] = 1;
        else isWhole = false;
      }
    }
    at = last;
  }
  return isWhole ? null : present;
}
