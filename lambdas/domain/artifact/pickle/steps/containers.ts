import { KEPT_ITEMS, KEPT_PAIRS } from '../limits.js';
import { EMPTY_TUPLE, type Machine, newDict, newList } from '../machine.js';
import {
  CHANCE,
  type Dict,
  describe,
  type Filling,
  isDict,
  isGlobal,
  isInstance,
  isList,
  kindOf,
  SET,
  type Value,
} from '../symbols.js';

export const emptyList = (machine: Machine): void => machine.stack.push(machine.made(newList()));
export const emptySet = ({ stack }: Machine): void => stack.push(SET);
export const emptyTuple = ({ stack }: Machine): void => stack.push(EMPTY_TUPLE);
export const emptyDict = (machine: Machine): void => machine.stack.push(machine.made(newDict()));

export function list(machine: Machine): void {
  const { stack } = machine;
  stack.push(machine.made(newList(stack.popToMark().length)));
}

export function frozenSet({ stack }: Machine): void {
  stack.popToMark();
  stack.push(SET);
}

function pushTuple(machine: Machine, items: readonly Value[]): void {
  if (items.length > KEPT_ITEMS) machine.stack.push({ kind: 'tuple' });
  else {
    machine.keep(1 + items.length);
    machine.stack.push({ kind: 'tuple', items });
  }
}

export const tuple = (machine: Machine): void => pushTuple(machine, machine.stack.popToMark());

export const tupleOf =
  (count: number) =>
  (machine: Machine): void => {
    const items: Value[] = [];
    while (items.length < count) items.unshift(machine.stack.pop());
    pushTuple(machine, items);
  };

const LITERALS = { items: 'list', members: 'set', pairs: 'dict' } as const;
const FILLED = { items: 'as a list', members: 'as a set', pairs: 'as a dictionary' };

/** Filling a thing calls its methods. */
function check(machine: Machine, target: Value, filling: Filling): void {
  if (kindOf(target) === LITERALS[filling]) return;
  if (isInstance(target) && (target.rule === CHANCE || target.rule?.fills === filling)) return;
  const complaint = `fills ${describe(target)} ${FILLED[filling]}, which is not allowed`;
  if (isInstance(target) || isGlobal(target)) machine.problem(complaint);
  else machine.mistake(complaint);
}

function extend(machine: Machine, target: Value, count: number): void {
  check(machine, target, 'items');
  if (isList(target) && machine.owns(target)) target.length += count;
}

export function append(machine: Machine): void {
  machine.stack.pop();
  extend(machine, machine.stack.top(), 1);
}

export function appends(machine: Machine): void {
  const { length } = machine.stack.popToMark();
  extend(machine, machine.stack.top(), length);
}

export function addItems(machine: Machine): void {
  machine.stack.popToMark();
  check(machine, machine.stack.top(), 'members');
}

function keepPair(machine: Machine, target: Dict, key: Value | undefined, value: Value | undefined): void {
  if (!machine.owns(target)) return;
  if (typeof key !== 'string' || value === undefined || target.pairs.size >= KEPT_PAIRS) {
    target.whole = false;
    return;
  }
  machine.keep(1);
  target.pairs.set(key, value);
}

function fill(machine: Machine, values: readonly Value[], target: Value): void {
  check(machine, target, 'pairs');
  if (values.length % 2 !== 0) machine.broken('has a key without a value');
  if (!isDict(target)) return;
  for (let at = 0; at < values.length; at += 2) keepPair(machine, target, values[at], values[at + 1]);
}

export function dict(machine: Machine): void {
  const made = machine.made(newDict());
  fill(machine, machine.stack.popToMark(), made);
  machine.stack.push(made);
}

export function setItem(machine: Machine): void {
  const value = machine.stack.pop();
  const key = machine.stack.pop();
  fill(machine, [key, value], machine.stack.top());
}

export function setItems(machine: Machine): void {
  const values = machine.stack.popToMark();
  fill(machine, values, machine.stack.top());
}
