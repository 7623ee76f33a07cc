import { arrayStateProblem, elementsOfState, takesArrayState } from '../array-state.js';
import { readArraySpec, WRAPPER } from '../array-wrapper.js';
import { DTYPE, dataTypeOf, elementsOfShape, stateOfDataType } from '../dtype.js';
import { EMPTY_TUPLE, type Machine, type Operand } from '../machine.js';
import {
  CHANCE,
  describe,
  type Instance,
  isDict,
  isGlobal,
  isInstance,
  isTuple,
  nameOf,
  type Value,
} from '../symbols.js';
import { importName } from './imports.js';

/** Calls `callee`, or makes an instance of it without its constructor. */
function call(machine: Machine, callee: Value, given: Value, making: boolean): void {
  if (!isGlobal(callee) && !isInstance(callee)) machine.mistake(`calls ${describe(callee)}, which nothing can call`);
  const complaint = complaintAbout(callee, given, making);
  const { findings, opcode, position } = machine;
  const what = describe(callee);
  findings.addCall({ opcode, position, callee: what, allowed: complaint === undefined });
  if (complaint !== undefined) machine.problem(`calls ${what}${complaint}`);
  const rule = isGlobal(callee) && complaint === undefined ? callee.rule : undefined;
  const made = machine.made<Instance>(
    reconstructed(callee, given) ?? { kind: 'instance', of: what, ...(rule && { rule }) },
  );
  if (what === DTYPE && isTuple(given)) made.dtype = dataTypeOf(given.items?.[0]);
  if (/\._frombuffer$/.test(what) && isTuple(given)) made.elements = elementsOfShape(given.items?.[2]);
  machine.stack.push(rule?.gives ?? made);
}

function complaintAbout(callee: Value, given: Value, making: boolean): string | undefined {
  if (!isGlobal(callee)) return ', and not an imported name';
  if (callee.rule === undefined) return ', which is not on the allow-list';
  if (callee.rule === CHANCE) return undefined;
  if (!isTuple(given) || given.items === undefined) return " with arguments that can't be told";
  if (making) {
    if (callee.rule.make !== true) return ' to make an instance, which is not allowed';
    if (given.items.length === 0) return undefined;
    const { makeWith } = callee.rule;
    return makeWith !== undefined && makeWith(given.items) === undefined
      ? undefined
      : ' to make an instance with arguments, which is not allowed';
  }
  if (callee.rule.call === undefined) return ', which may be referred to only';
  const complaint = callee.rule.call(given.items);
  return complaint === undefined ? undefined : `: ${complaint}`;
}

/** What `copyreg` makes is an instance of its first argument. */
function reconstructed(callee: Value, given: Value): Instance | undefined {
  if (!isGlobal(callee) || !/^copy_?reg$/.test(callee.module) || !isTuple(given)) return undefined;
  const type = given.items?.[0];
  if (!isGlobal(type) || type.rule?.make !== true) return undefined;
  return { kind: 'instance', of: nameOf(type), rule: type.rule };
}

export function reduce(machine: Machine): void {
  const given = machine.stack.pop();
  call(machine, machine.stack.pop(), given, false);
}

export function newObject(machine: Machine): void {
  const given = machine.stack.pop();
  call(machine, machine.stack.pop(), given, true);
}

export function newObjectEx(machine: Machine): void {
  const named = machine.stack.pop();
  const given = machine.stack.pop();
  if (!isDict(named) || named.pairs.size > 0 || !named.whole) machine.problem('makes an instance with named arguments');
  call(machine, machine.stack.pop(), given, true);
}

/** Old-style classes without arguments are made, anything else is called. */
function instantiate(machine: Machine, type: Value, items: readonly Value[]): void {
  const making = items.length === 0 && isGlobal(type) && type.rule?.make === true;
  call(machine, type, items.length === 0 ? EMPTY_TUPLE : { kind: 'tuple', items }, making);
}

export function inst(machine: Machine, { text, name }: Operand): void {
  const items = machine.stack.popToMark();
  instantiate(machine, importName(machine, text ?? machine.unfollowable('has an endless line'), name), items);
}

export function obj(machine: Machine): void {
  const [type, ...items] = machine.stack.popToMark();
  instantiate(machine, type ?? machine.broken('has no class'), items);
}

/** Sets the state of what is on the stack: `__setstate__`, or its attributes. */
export function build(machine: Machine): void {
  const state = machine.stack.pop();
  const target = machine.stack.top();
  if (!isGlobal(target) && !isInstance(target))
    machine.mistake(`sets the state of ${describe(target)}, which has none`);
  else if (!isInstance(target) || target.rule?.build !== true) {
    machine.findings.addCall({ opcode: 'BUILD', position: machine.position, callee: describe(target), allowed: false });
    machine.problem(`sets the state of ${describe(target)}, which is not allowed`);
  } else if (target.of === DTYPE) setDataType(machine, target, state);
  else if (target.of === WRAPPER && machine.loader.arrays) {
    const spec = readArraySpec(state);
    if (typeof spec === 'string') machine.unfollowable(spec);
    machine.array = spec;
  } else if (takesArrayState(target.of)) {
    const wrong = arrayStateProblem(target.of, state, machine.owns);
    if (wrong !== undefined) machine.problem(`sets the state of an array ${wrong}`);
    else if (machine.owns(target)) target.elements = elementsOfState(state);
  } else if (setsOddAttributes(machine, state)) {
    machine.problem(`sets attributes of ${describe(target)} that can't be told, or that Python itself looks at`);
  }
}

function setDataType(machine: Machine, target: Instance, state: Value): void {
  if (target.settled || !machine.owns(target)) {
    machine.problem(
      'changes a numpy.dtype that has its state or is in use, so that numpy would take bytes for objects',
    );
    return;
  }
  const changed = stateOfDataType(target.dtype, state, machine.owns);
  target.settled = true;
  if (typeof changed === 'string') machine.problem(changed);
  else target.dtype = changed;
}

/** The second part of a state of two is set attribute by attribute, `__class__` too. */
function setsOddAttributes(machine: Machine, state: Value): boolean {
  if (!isTuple(state) || state.items?.length !== 2 || !isDict(state.items[1])) return false;
  const [, slots] = state.items;
  return !machine.owns(slots) || !slots.whole || [...slots.pairs.keys()].some((key) => key.startsWith('__'));
}
