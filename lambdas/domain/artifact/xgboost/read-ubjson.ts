import { InvalidInput } from '../../errors.js';

/** Values as in JSON; of arrays of numbers only their length is kept, as a `NumberArray`. */
export type Ubjson =
  | null
  | boolean
  | number
  | string
  | NumberArray
  | readonly Ubjson[]
  | { readonly [key: string]: Ubjson };

export class NumberArray {
  constructor(readonly length: number) {}
}

const DEEPEST = 100;
const SIZES: Readonly<Record<string, number>> = { i: 1, U: 1, I: 2, l: 4, L: 8, d: 4, D: 8, u: 2, m: 4, M: 8, h: 2 };
const damaged = (why: string): InvalidInput => new InvalidInput(`it is no whole UBJSON: ${why}`);

/**
 * Reads one UBJSON value, as XGBoost writes it, that fills all of the bytes.
 * @throws InvalidInput
 */
export function readUbjson(bytes: Uint8Array): Ubjson {
  const reader = new UbjsonReader(bytes);
  const value = reader.value(reader.marker(), 0);
  reader.expectEnd();
  return value;
}

class UbjsonReader {
  private at = 0;
  /** Every value costs a byte at least, but for those of a counted container without bytes of their own. */
  private values = 0;
  private readonly view: DataView;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  expectEnd(): void {
    if (this.at < this.bytes.length) throw damaged(`there are ${this.bytes.length - this.at} bytes after its end`);
  }

  marker(): string {
    const [marker] = this.advance(1);
    return String.fromCharCode(marker ?? 0);
  }

  value(marker: string, depth: number): Ubjson {
    if (depth > DEEPEST) throw damaged(`it is nested more than ${DEEPEST} deep`);
    this.values += 1;
    if (this.values > this.bytes.length + 1) throw damaged('it has more values than bytes');
    if (marker === 'Z') return null;
    if (marker === 'T' || marker === 'F') return marker === 'T';
    if (marker === 'S' || marker === 'H') return this.text();
    if (marker === 'C') return this.marker();
    if (marker === '[') return this.array(depth);
    if (marker === '{') return this.object(depth);
    return this.number(marker);
  }

  private array(depth: number): Ubjson {
    const { type, count } = this.header();
    const size = type === undefined ? undefined : SIZES[type];
    if (size !== undefined && count !== undefined) {
      this.advance(size * count);
      return new NumberArray(count);
    }
    const items: Ubjson[] = [];
    this.each(count, ']', () => {
      items.push(this.value(type ?? this.marker(), depth + 1));
    });
    return items.length > 0 && items.every((item) => typeof item === 'number') ? new NumberArray(items.length) : items;
  }

  private object(depth: number): Ubjson {
    const { type, count } = this.header();
    const fields = new Map<string, Ubjson>();
    this.each(count, '}', () => {
      const key = this.text();
      if (fields.has(key)) throw damaged(`it has the key ${JSON.stringify(key.slice(0, 100))} twice`);
      fields.set(key, this.value(type ?? this.marker(), depth + 1));
    });
    return Object.fromEntries(fields);
  }

  private each(count: number | undefined, end: string, read: () => void): void {
    if (count !== undefined) for (let index = 0; index < count; index += 1) read();
    else {
      while (this.peek() !== end) read();
      this.advance(1);
    }
  }

  /** `$` and a type, `#` and a count, both before the first item. */
  private header(): { readonly type?: string; readonly count?: number } {
    let type: string | undefined;
    if (this.peek() === '$') {
      this.advance(1);
      type = this.marker();
      if (this.peek() !== '#') throw damaged('a typed container has no count');
    }
    if (this.peek() !== '#') return {};
    this.advance(1);
    const count = this.length();
    return type === undefined ? { count } : { type, count };
  }

  private text(): string {
    return new TextDecoder().decode(this.advance(this.length()));
  }

  private length(): number {
    const marker = this.marker();
    if (!'iUIlLumM'.includes(marker)) throw damaged(`${JSON.stringify(marker)} is no type of a length`);
    const length = this.number(marker);
    if (length < 0 || length > this.bytes.length) throw damaged(`a length is ${length}, more than there are bytes`);
    return length;
  }

  private number(marker: string): number {
    const size = SIZES[marker];
    if (size === undefined) throw damaged(`${JSON.stringify(marker)} is no type`);
    const at = this.at;
    this.advance(size);
    if (marker === 'i') return this.view.getInt8(at);
    if (marker === 'U') return this.view.getUint8(at);
    if (marker === 'I') return this.view.getInt16(at);
    if (marker === 'l') return this.view.getInt32(at);
    if (marker === 'L') return Number(this.view.getBigInt64(at));
    if (marker === 'd') return this.view.getFloat32(at);
    if (marker === 'D') return this.view.getFloat64(at);
    if (marker === 'm') return this.view.getUint32(at);
    if (marker === 'M') return Number(this.view.getBigUint64(at));
    return this.view.getUint16(at);
  }

  private peek(): string {
    const byte = this.bytes[this.at];
    if (byte === undefined) throw damaged('it is cut off');
    return String.fromCharCode(byte);
  }

  private advance(count: number): Uint8Array {
    if (count > this.bytes.length - this.at) throw damaged('it is cut off');
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }
}
