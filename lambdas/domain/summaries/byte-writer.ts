/** Gathers bytes: little endian, counts as LEB128. */
export class ByteWriter {
  byte(_value: number): void {}
  /** An integer of 0 to 2^53 - 1. */
  varint(_value: number): void {}
  float64(_value: number): void {}
  text(_text: string): void {}
  bytes(_bytes: Uint8Array): void {}
  /** What was written. */
  finish(): Uint8Array {
    return new Uint8Array();
  }
}
