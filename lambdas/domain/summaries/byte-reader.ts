/** Reads what ByteWriter wrote; throws InvalidInput where the bytes end too early or make no sense. */
export class ByteReader {
  constructor(readonly source: Uint8Array) {}
  byte(): number {
    return 0;
  }
  varint(): number {
    return 0;
  }
  float64(): number {
    return 0;
  }
  text(): string {
    return '';
  }
  bytes(_length: number): Uint8Array {
    return new Uint8Array();
  }
  /** Throws InvalidInput where bytes are left. */
  end(): void {}
}
