import { InvalidInput } from '../../errors.js';

/** Takes the fields of one protobuf message; what it does not know, it leaves alone. */
export interface FieldReader {
  /** A number of up to 64 bits, without sign. */
  readonly varint?: (field: number, value: bigint | number) => void;
  readonly bytes?: (field: number, value: Uint8Array) => void;
}

const LARGEST_FIELD = 2 ** 29 - 1;
const damaged = (why: string): InvalidInput => new InvalidInput(`it is no whole protobuf message: ${why}`);

/**
 * Walks a protobuf message by its wire format. Nothing is copied.
 * @throws InvalidInput where the bytes end too early or no writer of protobuf makes them
 */
export function readMessage(bytes: Uint8Array, reader: FieldReader): void {
  let at = 0;
  const varint = (): bigint | number => {
    let value = 0;
    for (let index = 0; index < 7; index += 1) {
      const byte = bytes[at];
      if (byte === undefined) throw damaged('it is cut off in a number');
      at += 1;
      value += (byte & 0x7f) * 2 ** (7 * index);
      if (byte < 0x80) return value;
    }
    let large = BigInt(value);
    for (let index = 7n; index < 10n; index += 1n) {
      const byte = bytes[at];
      if (byte === undefined) throw damaged('it is cut off in a number');
      at += 1;
      large |= BigInt(byte & 0x7f) << (7n * index);
      if (byte < 0x80) return BigInt.asUintN(64, large);
    }
    throw damaged('a number has more than 64 bits');
  };
  const skip = (count: number): void => {
    if (count > bytes.length - at) throw damaged('a field is longer than what is left');
    at += count;
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const [field, type] = [Math.floor(tag / 8), tag % 8];
    if (field < 1 || field > LARGEST_FIELD) throw damaged(`there is no field ${field}`);
    if (type === 0) {
      const value = varint();
      reader.varint?.(field, value);
    } else if (type === 2) {
      const length = Number(varint());
      const start = at;
      skip(length);
      reader.bytes?.(field, bytes.subarray(start, at));
    } else if (type === 5) skip(4);
    else if (type === 1) skip(8);
    else throw damaged(`field ${field} is of the wire type ${type}`);
  }
}

const utf8 = new TextDecoder('utf-8');
export const textOf = (bytes: Uint8Array): string => utf8.decode(bytes);

/** As a reader of an int32 or an enumeration sees it: the lower 32 bits. */
export const int32 = (value: bigint | number): number => Number(BigInt.asIntN(32, BigInt(value)));
