const BLOCK = 512;
const CHECKSUM = { start: 148, end: 156 };

/**
 * Whether a file begins as a tar archive does. `torch.load` looks for one first, and would load the pickles in it instead;
 * a header is recognised by its checksum alone, so that a pickle can be made to begin with one.
 */
export function beginsAsTar(head: Uint8Array): boolean {
  if (head.length < BLOCK) return false;
  const field = [...head.subarray(CHECKSUM.start, CHECKSUM.end)].map((byte) => String.fromCharCode(byte)).join('');
  const told = Number.parseInt(/^[\s\0]*([0-7]+)/.exec(field)?.[1] ?? '', 8);
  const spaces = 32 * (CHECKSUM.end - CHECKSUM.start);
  const counted = (from: number, to: number): number => head.subarray(from, to).reduce((sum, byte) => sum + byte, 0);
  const sum = counted(0, CHECKSUM.start) + spaces + counted(CHECKSUM.end, BLOCK);
  // Old archives counted signed bytes.
  const large = head
    .subarray(0, BLOCK)
    .filter((byte, at) => byte >= 128 && (at < CHECKSUM.start || at >= CHECKSUM.end));
  return told === sum || told === sum - 256 * large.length;
}

export const TAR_HEADER_BYTES = BLOCK;
