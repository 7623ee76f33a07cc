import { InvalidInput } from '../errors.js';
import { HIGH_WORD } from '../statistics/double-words.js';

/**
 * Reads what ByteWriter wrote. Throws InvalidInput where the bytes end too early or make no sense; reads nothing past
 * their end, and makes no room for more than there is.
 */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  /** A one-byte format version; one is known only. */
  version(of: string, known: number): void {
    const version = this.byte();
    this.check(version === known, `${of} has format version ${version}; expected ${known}. Summarise the window again`);
  }

  varint(): number {
    let value = 0;
    let unit = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 0x7f) * unit;
      if (byte < 0x80) break;
      unit *= 0x80;
      this.check(unit <= 2 ** 49, 'a count of more than eight bytes');
    }
    this.check(value <= Number.MAX_SAFE_INTEGER, 'a count beyond 2^53');
    return value;
  }

  /** A number of things to come, each of which takes at least some bytes. */
  length(bytesEach: number): number {
    const length = this.varint();
    const left = this.#bytes.length - this.#at;
    this.check(length * bytesEach <= left, `${length} entries are said to follow, and ${left} bytes are left`);
    return length;
  }

  uint32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  float64(): number {
    return this.#view.getFloat64(this.#advance(8), true);
  }

  float64s(length: number): Float64Array {
    const start = this.#advance(8 * length);
    const values = new Float64Array(length);
    if (HIGH_WORD === 1) new Uint8Array(values.buffer).set(this.#bytes.subarray(start, this.#at));
    else for (let i = 0; i < length; i++) values[i] = this.#view.getFloat64(start + 8 * i, true);
    return values;
  }

  text(): string {
    const header = this.varint();
    const bytes = this.bytes(Math.floor(header / 2));
    if (header % 2 === 0) return this.#utf8(bytes);
    this.check(bytes.length % 2 === 0, 'a text of UTF-16 units with half a unit');
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let text = '';
    for (let at = 0; at < bytes.length; at += 2) text += String.fromCharCode(view.getUint16(at, true));
    return text;
  }

  bytes(length: number): Uint8Array {
    const start = this.#advance(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** Throws InvalidInput where bytes are left. */
  end(): void {
    this.check(this.#at === this.#bytes.length, `${this.#bytes.length - this.#at} bytes more than expected`);
  }

  /** Throws InvalidInput unless what was read makes sense. */
  check(holds: boolean, problem: string): void {
    if (holds) return;
    throw new InvalidInput(`a summary of ${this.#bytes.length} bytes is damaged before byte ${this.#at}: ${problem}`);
  }

  #utf8(bytes: Uint8Array): string {
    try {
      return decoder.decode(bytes);
    } catch (cause) {
      throw new InvalidInput(`a summary is damaged before byte ${this.#at}: a text that is no UTF-8`, { cause });
    }
  }

  /** Where the next bytes begin. */
  #advance(bytes: number): number {
    const start = this.#at;
    const left = this.#bytes.length - start;
    if (bytes > left) {
      throw new InvalidInput(
        `a summary of ${this.#bytes.length} bytes ends too early: ${bytes} more bytes expected at byte ${start}, ${left} there`,
      );
    }
    this.#at += bytes;
    return start;
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
