import { isDict, isGlobal, isInstance, isTuple, kindOf, nameOf, type Value } from './symbols.js';

export const DTYPE = 'numpy.dtype';

/** A numpy dtype, as far as it says how an array lies in memory. */
export interface DataType {
  /** numpy's letter: `V` for a record. */
  readonly code: string;
  /** Bytes of an element. */
  readonly size: number;
  /** Whether elements are, or hold, references to Python objects. */
  readonly objects: boolean;
}

const SIZES: Readonly<Record<string, readonly number[]>> = {
  b: [1],
  i: [1, 2, 4, 8],
  u: [1, 2, 4, 8],
  f: [2, 4, 8, 12, 16],
  c: [8, 16, 24, 32],
  m: [8],
  M: [8],
  O: [8],
};

/** The dtype of the first argument of `numpy.dtype`, as numpy itself writes it; undefined: not so. */
export function dataTypeOf(value: Value | undefined): DataType | undefined {
  if (isGlobal(value)) return nameOf(value) === 'numpy.record' ? { code: 'V', size: 0, objects: false } : undefined;
  if (typeof value !== 'string') return undefined;
  if (value === 'O') return { code: 'O', size: 8, objects: true };
  const [, code = '', digits = ''] = /^([biufcmMOSUV])(\d{1,9})$/.exec(value) ?? [];
  const count = Number(digits);
  if (code === '' || !(SIZES[code]?.includes(count) ?? true)) return undefined;
  return { code, size: code === 'U' ? 4 * count : count, objects: code === 'O' };
}

/** Of numpy's flags: elements are references, arrays are pickled as lists, elements are pointers. */
const OBJECT_FLAGS = { reference: 0x01, list: 0x02, pointer: 0x04 };
const ALL = OBJECT_FLAGS.reference | OBJECT_FLAGS.list | OBJECT_FLAGS.pointer;

const FORGED = "gives a numpy.dtype a state that contradicts it, so that numpy would take bytes for objects' addresses";
const UNKNOWN = "gives a numpy.dtype a state that can't be followed";

/** The dtype after `__setstate__`, or what is wrong with the state: numpy believes its flags, sizes and offsets. */
export function stateOfDataType(type: DataType | undefined, state: Value): DataType | string {
  const items = isTuple(state) ? state.items : undefined;
  if (type === undefined || items === undefined || (items.length !== 8 && items.length !== 9)) return UNKNOWN;
  const [, , subarray, names, fields, size, , flags] = items;
  if (typeof flags !== 'number' || typeof size !== 'number') return UNKNOWN;
  const changed = 'SUV'.includes(type.code) ? { ...type, size } : type;
  const parts = partsOf(subarray ?? null, names ?? null, fields ?? null);
  if (parts === undefined || changed.size < 0) return UNKNOWN;
  if (type.code !== 'V' && parts.length > 0) return FORGED;
  if (parts.some(({ end }) => end > changed.size)) return FORGED;
  const objects = type.code === 'O' || parts.some((part) => part.objects);
  const told = flags & ALL;
  if (type.code === 'O' ? told !== ALL : (told & OBJECT_FLAGS.reference) !== Number(objects)) return FORGED;
  if (type.code !== 'O' && (told & OBJECT_FLAGS.list) / 2 !== Number(objects)) return FORGED;
  return { ...changed, objects };
}

interface Part {
  readonly objects: boolean;
  /** Offset of the byte after it. */
  readonly end: number;
}

/** The fields of a record, or the one base of a subarray; undefined: they can't be told. */
function partsOf(subarray: Value, names: Value, fields: Value): readonly Part[] | undefined {
  const parts: Part[] = [];
  if (subarray !== null) {
    const [base, shape] = isTuple(subarray) ? (subarray.items ?? []) : [];
    const count = elementsOf(typeof shape === 'number' ? [shape] : isTuple(shape) ? shape.items : undefined);
    if (!isInstance(base) || base.dtype === undefined || count === undefined) return undefined;
    parts.push({ objects: base.dtype.objects, end: base.dtype.size * count });
  }
  if (fields === null) return names === null ? parts : undefined;
  if (!isDict(fields) || !fields.whole || kindOf(names) !== 'tuple') return undefined;
  for (const field of fields.pairs.values()) {
    const [type, offset] = isTuple(field) ? (field.items ?? []) : [];
    if (!isInstance(type) || type.dtype === undefined || typeof offset !== 'number' || offset < 0) return undefined;
    parts.push({ objects: type.dtype.objects, end: offset + type.dtype.size });
  }
  return parts;
}

/** The product of a shape; undefined: it has none. */
export function elementsOf(shape: readonly Value[] | undefined): number | undefined {
  if (shape === undefined) return undefined;
  let count = 1;
  for (const length of shape) {
    if (typeof length !== 'number' || length < 0) return undefined;
    count *= length;
  }
  return Number.isSafeInteger(count) ? count : undefined;
}
