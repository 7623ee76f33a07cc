import type { PickledStorage } from './pickle-scan.js';
import { isGlobal, isTuple, type Value } from './symbols.js';

/** 0x1950a86a20f9469cfc6c, little-endian: the first pickle of torch's format before its archives. */
const MAGIC = [0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

export const isTorchMagic = (digits: Uint8Array): boolean =>
  digits.length === MAGIC.length && MAGIC.every((byte, at) => digits[at] === byte);

/** Bytes of an element of each storage class, by its name. */
export const STORAGE_SIZES: Readonly<Record<string, number>> = {
  UntypedStorage: 1,
  ByteStorage: 1,
  CharStorage: 1,
  BoolStorage: 1,
  QInt8Storage: 1,
  QUInt8Storage: 1,
  ShortStorage: 2,
  HalfStorage: 2,
  BFloat16Storage: 2,
  IntStorage: 4,
  FloatStorage: 4,
  QInt32Storage: 4,
  LongStorage: 8,
  DoubleStorage: 8,
  ComplexFloatStorage: 8,
  ComplexDoubleStorage: 16,
};

/** `('storage', class, key, device, elements)`, before the archives with a view after it; text: why it is none. */
export function readStorage(id: Value, form: 'archive' | 'legacy'): PickledStorage | string {
  const items = isTuple(id) ? (id.items ?? []) : [];
  const [word, type, key, device, elements, view] = items;
  const length = form === 'archive' ? 5 : 6;
  if (word !== 'storage' || items.length !== length) return 'refers to an object outside the pickle that is no storage';
  if (!isGlobal(type) || !/^torch(\.storage)?$/.test(type.module)) return 'refers to a storage of an unknown class';
  const elementSize = STORAGE_SIZES[type.name];
  if (elementSize === undefined)
    return `refers to a storage of class ${type.module}.${type.name}, which is not allowed`;
  if (typeof key !== 'string' || typeof device !== 'string' || typeof elements !== 'number' || elements < 0) {
    return 'refers to a storage without a key, a device or a length';
  }
  if (form === 'legacy' && view !== null) return 'refers to a view of a storage, which is not followed';
  return { key, elementSize, elements };
}
