import type { ArraySpec } from './array-wrapper.js';
import type { Findings } from './findings.js';
import { BrokenPickle, UnfollowablePickle } from './halts.js';
import { KEPT_VALUES } from './limits.js';
import { Memo } from './memo.js';
import { SymbolicStack } from './stack.js';
import type { Dict, Global, List, Rule, Tuple, Value } from './symbols.js';

export interface AllowList {
  /** What may be done with a name; undefined: it may not even be imported. */
  find(module: string, name: string): Rule | undefined;
  /** What is on the built-in list by this name in whatever module. */
  findByName(name: string): Global | undefined;
}

/** Who loads the pickle decides what it means: joblib reads arrays out of the stream, torch finds storages by reference. */
export interface Loader {
  readonly allowList: AllowList;
  readonly arrays: boolean;
  readonly storages: 'archive' | 'legacy' | 'none';
}

/** The operand of an opcode: which of its parts are set depends on the opcode. */
export interface Operand {
  number: number;
  /** Undefined where a text is too long to be kept. */
  text: string | undefined;
  /** The second line of `GLOBAL` and `INST`. */
  name: string;
  /** Undefined where bytes are too many to be kept. */
  bytes: Uint8Array | undefined;
}

/** An unpickler that makes nothing: the state of one reading of one pickle. */
export class Machine {
  stack = new SymbolicStack();
  memo = new Memo();
  opcode = '';
  position = 0;
  /** Where the frame ends that the stream is in. */
  frameEnd = 0;
  stopped: Value | undefined;
  /** The array that joblib reads next from the stream. */
  array: ArraySpec | undefined;
  /** Whether this is how other loaders would read the stream: nothing that the first reading holds may change. */
  secondReading = false;

  /** What a second reading made; what it found is the first one's, and may change at any time. */
  readonly #made = new WeakSet<object>();

  constructor(
    readonly findings: Findings,
    readonly loader: Loader,
  ) {}

  /** The machine of a loader that knows nothing of arrays in the stream. */
  plainReading(): Machine {
    const other = new Machine(this.findings, { ...this.loader, arrays: false });
    other.stack = this.stack.copy();
    other.memo = new Memo(this.memo);
    other.secondReading = true;
    return other;
  }

  /** Reports what the current opcode does, and goes on. */
  problem(text: string): void {
    const reading = this.secondReading ? ', to a loader that does not skip array data,' : '';
    this.findings.addProblem(`${this.opcode} at byte ${this.position}${reading} ${text}`);
  }

  /** Reports what Python itself fails at; a second reading ends there. */
  mistake(text: string): void {
    if (this.secondReading) this.broken(text);
    this.problem(text);
  }

  broken(text: string): never {
    throw new BrokenPickle(text);
  }

  unfollowable(text: string): never {
    throw new UnfollowablePickle(text);
  }

  made<T extends Value & object>(value: T): T {
    if (this.secondReading) this.#made.add(value);
    return value;
  }

  owns = (value: Value & object): boolean => !this.secondReading || this.#made.has(value);

  /** Counts values that are kept; memory is bounded by it. */
  keep(count: number): void {
    this.findings.kept += count;
    if (this.findings.kept > KEPT_VALUES) this.unfollowable(`goes past ${KEPT_VALUES} values that have to be followed`);
  }
}

export const newList = (length = 0): List => ({ kind: 'list', length });
export const newDict = (): Dict => ({ kind: 'dict', pairs: new Map(), whole: true });
export const EMPTY_TUPLE: Tuple = { kind: 'tuple', items: [] };
