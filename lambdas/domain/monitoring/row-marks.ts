/** Which rows of a file are marked: a bit each. */
export class RowMarks {
  /** Rows that are marked. */
  count = 0;
  private readonly bits: Uint8Array;

  constructor(rows: number) {
    this.bits = new Uint8Array(Math.ceil(rows / 8));
  }

  /** A row once. */
  mark(row: number): void {
    const at = row >>> 3;
    this.bits[at] = (this.bits[at] as number) | (1 << (row & 7));
    this.count += 1;
  }

  has(row: number): boolean {
    return ((this.bits[row >>> 3] as number) & (1 << (row & 7))) !== 0;
  }
}
