import type { Machine, Operand } from '../machine.js';
import { isInstance, type Value } from '../symbols.js';

const HIGHEST_PROTOCOL = 5;

export const mark = ({ stack }: Machine): void => stack.mark();
export const drop = ({ stack }: Machine): void => stack.drop();
export const duplicate = (machine: Machine): void => machine.stack.push(referredTo(machine, machine.stack.top()));

/** Whatever takes it from now on relies on how it is. */
function referredTo(machine: Machine, value: Value): Value {
  if (isInstance(value) && value.dtype !== undefined && machine.owns(value)) value.settled = true;
  return value;
}

export function dropToMark({ stack }: Machine): void {
  stack.popToMark();
}

export function stop(machine: Machine): void {
  machine.stopped = machine.stack.pop();
  if (machine.stack.size > 0 && !machine.secondReading)
    machine.problem('leaves values on the stack, as no pickler does');
}

function remember(machine: Machine, index: number): void {
  const fresh = machine.memo.set(index, machine.stack.top());
  // A second reading is of bytes that were never meant as opcodes.
  if (!fresh && !machine.secondReading) machine.problem(`overwrites number ${index} of the memo, as no pickler does`);
}

function recall(machine: Machine, index: number): void {
  const value = machine.memo.get(index) ?? machine.broken(`asks for number ${index} of the memo, which is not there`);
  machine.stack.push(referredTo(machine, value));
}

/** Python takes signs, spaces and underscores too, which no pickler writes. */
function indexOf(machine: Machine, { text }: Operand): number {
  if (text !== undefined && !/^\s*[-+]?[\d_]+\s*$/.test(text)) machine.broken('has a number that is none');
  if (text === undefined || !/^\d{1,10}$/.test(text)) machine.unfollowable('has a number that no pickler writes');
  return Number(text);
}

export const put = (machine: Machine, { number }: Operand): void => remember(machine, number);
export const putLine = (machine: Machine, operand: Operand): void => remember(machine, indexOf(machine, operand));
export const memoize = (machine: Machine): void => remember(machine, machine.memo.size);
export const get = (machine: Machine, { number }: Operand): void => recall(machine, number);
export const getLine = (machine: Machine, operand: Operand): void => recall(machine, indexOf(machine, operand));

export function protocol(machine: Machine, { number }: Operand): void {
  if (number > HIGHEST_PROTOCOL) machine.broken(`names protocol ${number}, and the highest is ${HIGHEST_PROTOCOL}`);
}

/** Nine bytes: the opcode and its operand. */
export function frame(machine: Machine, { number }: Operand): void {
  const start = machine.position + 9;
  if (start <= machine.frameEnd && !machine.secondReading)
    machine.problem('opens a frame inside another, as no pickler does');
  machine.frameEnd = Math.max(machine.frameEnd, start + number);
}
