import { BrokenPickle, UnfollowablePickle } from './halts.js';
import { MARKS, STACK_VALUES } from './limits.js';
import type { Value } from './symbols.js';

/** The unpickler's stack. Nothing below the last mark can be taken but by the mark. */
export class SymbolicStack {
  #values: Value[] = [];
  #marks: number[] = [];

  /** Values that are left, with marks. */
  get size(): number {
    return this.#values.length + this.#marks.length;
  }

  copy(): SymbolicStack {
    const other = new SymbolicStack();
    other.#values = [...this.#values];
    other.#marks = [...this.#marks];
    return other;
  }

  push(value: Value): void {
    if (this.#values.length >= STACK_VALUES) throw new UnfollowablePickle(`stacks more than ${STACK_VALUES} values`);
    this.#values.push(value);
  }

  pop(): Value {
    const value = this.#values.length > this.#fence() ? this.#values.pop() : undefined;
    if (value === undefined) throw new BrokenPickle('takes more from the stack than there is');
    return value;
  }

  top(): Value {
    const value = this.#values.length > this.#fence() ? this.#values.at(-1) : undefined;
    if (value === undefined) throw new BrokenPickle('takes more from the stack than there is');
    return value;
  }

  mark(): void {
    if (this.#marks.length >= MARKS) throw new UnfollowablePickle(`nests more than ${MARKS} marks`);
    this.#marks.push(this.#values.length);
  }

  /** Takes all values above the last mark, and the mark. */
  popToMark(): Value[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw new BrokenPickle('needs a mark, and there is none');
    return this.#values.splice(mark);
  }

  /** Takes the top, be it a value or a mark. */
  drop(): void {
    if (this.#marks.length > 0 && this.#fence() === this.#values.length) this.#marks.pop();
    else this.pop();
  }

  #fence(): number {
    return this.#marks.at(-1) ?? 0;
  }
}
