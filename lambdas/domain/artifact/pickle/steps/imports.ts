import type { Machine, Operand } from '../machine.js';
import { describe, type Global, kindOf, nameOf, STORAGE, type Value } from '../symbols.js';
import { readStorage } from '../torch.js';

/** Records the import of a name. Names with dots walk through attributes, and are on no list. */
export function importName(machine: Machine, module: string, name: string): Global {
  if (machine.secondReading && !/^[\p{L}_][\p{L}\p{N}_.]*$/u.test(module)) machine.broken('imports what is no module');
  const { allowList } = machine.loader;
  const rule = allowList.find(module, name);
  // An array of objects is a pickle by itself. Read on from another one, its modules are mixed up, its names are its own:
  // Python fails, or finds what has this name elsewhere, too.
  const known = machine.secondReading ? allowList.findByName(name) : undefined;
  if (rule === undefined && known !== undefined) return known;
  const { findings, opcode, position } = machine;
  findings.addImport({ opcode, position, module, name, allowed: rule !== undefined });
  if (rule === undefined) machine.problem(`imports ${nameOf({ module, name })}, which is not on the allow-list`);
  return { kind: 'global', module, name, ...(rule && { rule }) };
}

export function global(machine: Machine, { text, name }: Operand): void {
  machine.stack.push(importName(machine, text ?? machine.unfollowable('has an endless line'), name));
}

export function stackGlobal(machine: Machine): void {
  const name = machine.stack.pop();
  const module = machine.stack.pop();
  if (typeof name === 'string' && typeof module === 'string') {
    machine.stack.push(importName(machine, module, name));
    return;
  }
  const of = (value: Value): string => (typeof value === 'string' ? value : describe(value));
  if (kindOf(name) !== 'text' || kindOf(module) !== 'text') machine.mistake('imports what is no text');
  machine.problem(`imports a name that can't be told: ${of(name)} of module ${of(module)}`);
  machine.stack.push({ kind: 'global', module: of(module), name: of(name) });
}

/** What a code stands for is known where the pickle is loaded only. */
export function extension(machine: Machine, { number }: Operand): void {
  machine.mistake(`imports extension ${number} of the registry of copyreg, whose name can't be told`);
  machine.stack.push({ kind: 'global', module: 'copyreg', name: `extension ${number}` });
}

export function persistent(machine: Machine): void {
  refer(machine, machine.stack.pop());
}

export function persistentLine(machine: Machine): void {
  machine.mistake('refers to an object outside the pickle by a text, which nothing on the allow-list does');
  machine.stack.push(STORAGE);
}

function refer(machine: Machine, id: Value): void {
  const { storages } = machine.loader;
  const read = storages === 'none' ? 'refers to an object outside the pickle' : readStorage(id, storages);
  if (typeof read === 'string') machine.mistake(read);
  else if (!machine.findings.addStorage(read)) machine.unfollowable('refers to more storages than a model has');
  machine.stack.push(STORAGE);
}

export function outOfBand(machine: Machine): void {
  machine.broken('needs a buffer from outside the pickle');
}
