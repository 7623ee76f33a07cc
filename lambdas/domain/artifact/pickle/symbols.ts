import type { DataType } from './dtype.js';

/** What stands for a value that unpickling would make: only as much of it as the rules look at. */
export type Value = string | number | boolean | null | Opaque | List | Tuple | Dict | Global | Instance;

export interface Opaque {
  readonly kind: 'text' | 'bytes' | 'integer' | 'float' | 'set' | 'storage' | 'torch-magic';
}

export interface List {
  readonly kind: 'list';
  /** Items that were put into it. */
  length: number;
}

export interface Tuple {
  readonly kind: 'tuple';
  /** Undefined: more than are kept. */
  readonly items?: readonly Value[];
}

export interface Dict {
  readonly kind: 'dict';
  /** Values by key, as long as there are few. */
  readonly pairs: Map<string, Value>;
  /** Whether all keys are short text, and all pairs are kept. */
  whole: boolean;
}

/** An imported name; without a rule it is not on the allow-list. */
export interface Global {
  readonly kind: 'global';
  readonly module: string;
  readonly name: string;
  readonly rule?: Rule;
}

/** What a call gave. */
export interface Instance {
  readonly kind: 'instance';
  /** `module.name` of what was called. */
  readonly of: string;
  readonly rule?: Rule;
  /** Of a `numpy.dtype`; a state changes it, in the memo too. */
  dtype?: DataType;
  /** Of a `numpy.dtype`: it has its state, or something refers to it already, so that it may not change any more. */
  settled?: true;
  /** Of an array. */
  elements?: number;
}

/** Says what is wrong with the arguments of a call; undefined: nothing. */
export type ArgumentCheck = (values: readonly Value[]) => string | undefined;

/** What a pickle may do with a name of the allow-list, beyond importing it. */
export interface Rule {
  /** May be called with what the check lets through: `REDUCE`, `OBJ`, `INST`. */
  readonly call?: ArgumentCheck;
  /** A class whose instances are made without arguments and without its constructor: `NEWOBJ`, `copyreg._reconstructor`. */
  readonly make?: true;
  /** The arguments of a class whose instances are made of some: a named tuple's. */
  readonly makeWith?: ArgumentCheck;
  /** What comes of it may be given a state: `BUILD`. */
  readonly build?: true;
  /** What comes of a call, where that is a plain value. */
  readonly gives?: Opaque;
  /** How what comes of it is filled. */
  readonly fills?: Filling;
}

/** `items` as a list, `pairs` as a dictionary, `members` as a set. */
export type Filling = 'items' | 'pairs' | 'members';

/** Of names that a second reading meets by chance: numbers of the memo mean something else there. */
export const CHANCE: Rule = { make: true, build: true };

export const TEXT: Opaque = { kind: 'text' };
export const BYTES: Opaque = { kind: 'bytes' };
export const INTEGER: Opaque = { kind: 'integer' };
export const FLOAT: Opaque = { kind: 'float' };
export const SET: Opaque = { kind: 'set' };
export const STORAGE: Opaque = { kind: 'storage' };
export const TORCH_MAGIC: Opaque = { kind: 'torch-magic' };

export type Kind = Exclude<Value, string | number | boolean | null>['kind'] | 'boolean' | 'none';

/** The kind of a value; kept text and whole numbers are of the kind of those that aren't. */
export function kindOf(value: Value | undefined): Kind | undefined {
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'integer';
  if (typeof value === 'boolean') return 'boolean';
  if (value === null) return 'none';
  return value?.kind;
}

export const isGlobal = (value: Value | undefined): value is Global => kindOf(value) === 'global';
export const isList = (value: Value | undefined): value is List => kindOf(value) === 'list';
export const isTuple = (value: Value | undefined): value is Tuple => kindOf(value) === 'tuple';
export const isDict = (value: Value | undefined): value is Dict => kindOf(value) === 'dict';
export const isInstance = (value: Value | undefined): value is Instance => kindOf(value) === 'instance';

/** `module.name` of an imported name. */
export const nameOf = ({ module, name }: Pick<Global, 'module' | 'name'>): string => `${module}.${name}`;

/** A value in words. */
export function describe(value: Value | undefined): string {
  if (isGlobal(value)) return nameOf(value);
  if (isInstance(value)) return `what ${value.of} gave`;
  const kind = kindOf(value);
  return kind === undefined ? 'nothing' : `a value of kind ${kind}`;
}
