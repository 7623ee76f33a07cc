/** Where the values of a NumPy array start, and whether they are Python objects: then they are a pickle. */
export interface NpyHeader {
  readonly length: number;
  readonly objects: boolean;
}

/** Reads the header of an .npy file; undefined when its start is no such header. */
export function parseNpyHeader(head: Uint8Array): NpyHeader | undefined {
  const version = head[6] ?? 0;
  if (version < 1 || version > 3) return undefined;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const start = version === 1 ? 10 : 12;
  if (head.length < start) return undefined;
  const length = start + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (length > head.length) return undefined;
  const text = Buffer.from(head.subarray(start, length)).toString('latin1');
  const match = /^\{\s*'descr':\s*(.+?),\s*'fortran_order'/s.exec(text);
  if (match?.[1] === undefined) return undefined;
  // A type is quoted; a field's name is as well, and one that looks like this type costs no more than a scan.
  return { length, objects: /['"][|<>=]?O\d*['"]/.test(match[1]) };
}
