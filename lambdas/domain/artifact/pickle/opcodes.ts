import type { Machine, Operand } from './machine.js';
import type { OperandFormat } from './read-operand.js';
import * as calls from './steps/calls.js';
import * as containers from './steps/containers.js';
import * as imports from './steps/imports.js';
import * as literals from './steps/literals.js';
import * as memory from './steps/memory.js';

export type Step = (machine: Machine, operand: Operand) => void;

export interface Opcode {
  readonly name: string;
  readonly format: OperandFormat;
  readonly step: Step;
}

type Line = readonly [code: string, name: string, format: OperandFormat, step: Step];

/** All opcodes of the protocols 0 to 5, as in Python's `pickletools.opcodes`. */
const LINES: readonly Line[] = [
  // Protocol 0 and 1.
  ['(', 'MARK', 'none', memory.mark],
  ['.', 'STOP', 'none', memory.stop],
  ['0', 'POP', 'none', memory.drop],
  ['1', 'POP_MARK', 'none', memory.dropToMark],
  ['2', 'DUP', 'none', memory.duplicate],
  ['p', 'PUT', 'line', memory.putLine],
  ['q', 'BINPUT', 'u1', memory.put],
  ['r', 'LONG_BINPUT', 'u4', memory.put],
  ['g', 'GET', 'line', memory.getLine],
  ['h', 'BINGET', 'u1', memory.get],
  ['j', 'LONG_BINGET', 'u4', memory.get],
  ['N', 'NONE', 'none', literals.none],
  ['I', 'INT', 'line', literals.integerLine],
  ['J', 'BININT', 'i4', literals.integer],
  ['K', 'BININT1', 'u1', literals.integer],
  ['M', 'BININT2', 'u2', literals.integer],
  ['L', 'LONG', 'line', literals.longLine],
  ['F', 'FLOAT', 'line', literals.floatLine],
  ['G', 'BINFLOAT', 'f8', literals.float],
  ['S', 'STRING', 'line', literals.quotedLine],
  ['T', 'BINSTRING', 'i4-bytes', literals.text],
  ['U', 'SHORT_BINSTRING', 'u1-bytes', literals.text],
  ['V', 'UNICODE', 'line', literals.escapedLine],
  ['X', 'BINUNICODE', 'u4-bytes', literals.text],
  [']', 'EMPTY_LIST', 'none', containers.emptyList],
  ['l', 'LIST', 'none', containers.list],
  ['a', 'APPEND', 'none', containers.append],
  ['e', 'APPENDS', 'none', containers.appends],
  [')', 'EMPTY_TUPLE', 'none', containers.emptyTuple],
  ['t', 'TUPLE', 'none', containers.tuple],
  ['}', 'EMPTY_DICT', 'none', containers.emptyDict],
  ['d', 'DICT', 'none', containers.dict],
  ['s', 'SETITEM', 'none', containers.setItem],
  ['u', 'SETITEMS', 'none', containers.setItems],
  ['c', 'GLOBAL', 'lines', imports.global],
  ['R', 'REDUCE', 'none', calls.reduce],
  ['b', 'BUILD', 'none', calls.build],
  ['i', 'INST', 'lines', calls.inst],
  ['o', 'OBJ', 'none', calls.obj],
  ['P', 'PERSID', 'line', imports.persistentLine],
  ['Q', 'BINPERSID', 'none', imports.persistent],
  // Protocol 2.
  ['\x80', 'PROTO', 'u1', memory.protocol],
  ['\x81', 'NEWOBJ', 'none', calls.newObject],
  ['\x82', 'EXT1', 'u1', imports.extension],
  ['\x83', 'EXT2', 'u2', imports.extension],
  ['\x84', 'EXT4', 'i4', imports.extension],
  ['\x85', 'TUPLE1', 'none', containers.tupleOf(1)],
  ['\x86', 'TUPLE2', 'none', containers.tupleOf(2)],
  ['\x87', 'TUPLE3', 'none', containers.tupleOf(3)],
  ['\x88', 'NEWTRUE', 'none', literals.yes],
  ['\x89', 'NEWFALSE', 'none', literals.no],
  ['\x8a', 'LONG1', 'u1-digits', literals.long],
  ['\x8b', 'LONG4', 'i4-digits', literals.long],
  // Protocol 3.
  ['B', 'BINBYTES', 'u4-bytes', literals.bytes],
  ['C', 'SHORT_BINBYTES', 'u1-bytes', literals.bytes],
  // Protocol 4.
  ['\x8c', 'SHORT_BINUNICODE', 'u1-bytes', literals.text],
  ['\x8d', 'BINUNICODE8', 'u8-bytes', literals.text],
  ['\x8e', 'BINBYTES8', 'u8-bytes', literals.bytes],
  ['\x8f', 'EMPTY_SET', 'none', containers.emptySet],
  ['\x90', 'ADDITEMS', 'none', containers.addItems],
  ['\x91', 'FROZENSET', 'none', containers.frozenSet],
  ['\x92', 'NEWOBJ_EX', 'none', calls.newObjectEx],
  ['\x93', 'STACK_GLOBAL', 'none', imports.stackGlobal],
  ['\x94', 'MEMOIZE', 'none', memory.memoize],
  ['\x95', 'FRAME', 'u8', memory.frame],
  // Protocol 5.
  ['\x96', 'BYTEARRAY8', 'u8-bytes', literals.byteArray],
  ['\x97', 'NEXT_BUFFER', 'none', imports.outOfBand],
  ['\x98', 'READONLY_BUFFER', 'none', imports.outOfBand],
];

/** By byte; undefined where no opcode is. */
export const OPCODES: readonly (Opcode | undefined)[] = LINES.reduce<(Opcode | undefined)[]>(
  (table, [code, name, format, step]) => {
    table[code.charCodeAt(0)] = { name, format, step };
    return table;
  },
  new Array<Opcode | undefined>(256).fill(undefined),
);
