import { isDict, isGlobal, isInstance, isTuple, nameOf, type Value } from './symbols.js';

export const DTYPE = 'numpy.dtype';

/** A numpy dtype, as far as it says how an array lies in memory. */
export interface DataType {
  /** numpy's letter: `V` for a record. */
  readonly code: string;
  /** Bytes of an element. */
  readonly size: number;
  /** Whether elements are, or hold, references to Python objects. */
  readonly objects: boolean;
  /** Of numpy's flags those below. */
  readonly flags: number;
  /** Whether an element is an array of its own, as only fields have them. */
  readonly isSubarray: boolean;
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

/** Elements are references; arrays are pickled as lists; elements are pointers. */
const REFERENCE = 0x01;
const LIST = 0x02;
const POINTER = 0x04;
const ALL = REFERENCE | LIST | POINTER;

const typeOf = (code: string, size: number): DataType => {
  const objects = code === 'O';
  return { code, size, objects, flags: objects ? ALL : 0, isSubarray: false };
};

/** The dtype of the first argument of `numpy.dtype`, as numpy itself writes it; undefined: not so. */
export function dataTypeOf(value: Value | undefined): DataType | undefined {
  if (isGlobal(value)) return nameOf(value) === 'numpy.record' ? typeOf('V', 0) : undefined;
  if (typeof value !== 'string') return undefined;
  if (value === 'O') return typeOf('O', 8);
  const [, code = '', digits = ''] = /^([biufcmMOSUV])(\d{1,9})$/.exec(value) ?? [];
  const count = Number(digits);
  if (code === '' || !(SIZES[code]?.includes(count) ?? true)) return undefined;
  return typeOf(code, code === 'U' ? 4 * count : count);
}

const FORGED = "gives a numpy.dtype a state that contradicts it, so that numpy would take bytes for objects' addresses";
const UNKNOWN = "gives a numpy.dtype a state that can't be followed";
const OVERLAPPING =
  "gives a numpy.dtype fields that overlap one of objects, so that numpy would take bytes for objects' addresses";

const VERSIONS: readonly Value[] = [3, 4];
const ORDERS: readonly Value[] = ['<', '>', '|', '='];
const ALIGNMENTS: readonly Value[] = [-1, 1, 2, 4, 8, 16];

/** Whether a value is known as it is now, which one of the reading before an array's data is not. */
export type Known = (value: Value & object) => boolean;

/** The dtype after `__setstate__`, or what is wrong with the state: numpy believes its flags, sizes and offsets. */
export function stateOfDataType(type: DataType | undefined, state: Value, known: Known): DataType | string {
  const items = isTuple(state) ? state.items : undefined;
  if (type === undefined || items === undefined || (items.length !== 8 && items.length !== 9)) return UNKNOWN;
  const [version = null, order = null, subarray = null, names = null, fields = null, size, alignment = null, flags] =
    items;
  if (!VERSIONS.includes(version) || !ORDERS.includes(order) || !ALIGNMENTS.includes(alignment)) return UNKNOWN;
  if (typeof flags !== 'number' || typeof size !== 'number') return UNKNOWN;
  const changed = 'SUV'.includes(type.code) ? { ...type, size } : type;
  if (changed.size < 0 || (type.code === 'U' && changed.size % 4 !== 0)) return UNKNOWN;
  if (subarray !== null && (fields !== null || names !== null)) return UNKNOWN;
  const parts = subarray === null ? fieldsOf(names, fields, known) : elementOf(subarray, known);
  if (parts === undefined) return UNKNOWN;
  if (type.code !== 'V' && parts.length > 0) return FORGED;
  if (parts.some(({ end }) => end > changed.size)) return FORGED;
  if (subarray !== null && parts[0]?.end !== changed.size) return FORGED;
  if (parts.some((part) => part.flags > 0 && parts.some((other) => overlap(part, other)))) return OVERLAPPING;
  const all = parts.reduce((sum, part) => sum | part.flags, type.flags);
  const expected = fields === null ? all : all & (REFERENCE | LIST);
  if ((flags & ALL) !== expected) return FORGED;
  return { ...changed, flags: expected, objects: expected > 0, isSubarray: subarray !== null };
}

/** Bytes of an element that have a type. */
interface Part {
  readonly start: number;
  /** Offset of the byte after it. */
  readonly end: number;
  readonly flags: number;
}

const overlap = (part: Part, other: Part): boolean =>
  part !== other && part.start < other.end && other.start < part.end;

/** The base of a subarray; undefined: it can't be told. */
function elementOf(subarray: Value, known: Known): readonly Part[] | undefined {
  const [base, shape] = isTuple(subarray) ? (subarray.items ?? []) : [];
  const count = elementsOf(typeof shape === 'number' ? [shape] : isTuple(shape) ? shape.items : undefined);
  if (!isInstance(base) || base.dtype === undefined || !known(base) || count === undefined) return undefined;
  return [{ start: 0, end: base.dtype.size * count, flags: base.dtype.flags }];
}

/** The fields of a record; undefined: they can't be told, or aren't those that its names say. */
function fieldsOf(names: Value, fields: Value, known: Known): readonly Part[] | undefined {
  if (fields === null) return names === null ? [] : undefined;
  if (!isDict(fields) || !fields.whole || !known(fields) || !isTuple(names)) return undefined;
  const parts: Part[] = [];
  for (const [key, field] of fields.pairs) {
    // Of a name that is no text to others, Python may know several.
    if (key.includes('\ufffd')) return undefined;
    const [type, offset, title] = isTuple(field) ? (field.items ?? []) : [];
    if (!isInstance(type) || type.dtype === undefined || !known(type)) return undefined;
    if (typeof offset !== 'number' || offset < 0) return undefined;
    // A field with a title is there under both.
    if (title === key && [...fields.pairs].some(([name, other]) => name !== key && other === field)) continue;
    if (names.items !== undefined && !names.items.includes(key)) return undefined;
    parts.push({ start: offset, end: offset + type.dtype.size, flags: type.dtype.flags });
  }
  const told = names.items === undefined ? !parts.some(({ flags }) => flags > 0) : names.items.length === parts.length;
  return told ? parts : undefined;
}

/** The elements of an array of this shape. */
export const elementsOfShape = (shape: Value | undefined): number | undefined =>
  elementsOf(isTuple(shape) ? shape.items : undefined);

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
