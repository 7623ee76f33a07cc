import type { ByteInput } from './byte-input.js';
import { BrokenPickle, UnfollowablePickle } from './halts.js';
import type { Machine, Operand } from './machine.js';
import { OPCODES } from './opcodes.js';
import { readOperand } from './read-operand.js';
import { readOperandAtOnce } from './read-operand-at-once.js';
import type { Value } from './symbols.js';

/** How a reading of a pickle ended. */
export type Ending =
  | { readonly kind: 'stopped'; readonly value: Value }
  /** Python ends with an error here as well. */
  | { readonly kind: 'broken' | 'unfollowable'; readonly reason: string };

/** Reads the data of an array between two opcodes; false: they are cut off. */
export type ReadArray = (machine: Machine) => Generator<void, Ending | undefined>;

/** Called for each opcode, e.g. to compare with another disassembler. */
export type Trace = (name: string, position: number, machine: Machine) => void;

/** Follows one pickle from its first opcode to its STOP. */
export function* runPickle(
  machine: Machine,
  input: ByteInput,
  readArray?: ReadArray,
  trace?: Trace,
): Generator<void, Ending> {
  machine.findings.pickles += machine.secondReading ? 0 : 1;
  try {
    const operand: Operand = { number: 0, text: undefined, name: '', bytes: undefined };
    while (machine.stopped === undefined) {
      if (input.available === 0 && !(yield* input.fill(1)))
        machine.broken('comes where the pickle is cut off, without STOP,');
      machine.position = input.position;
      const code = input.byte();
      const opcode = OPCODES[code];
      if (opcode === undefined) {
        machine.opcode = `0x${code.toString(16).padStart(2, '0')}`;
        machine.broken('is no opcode');
      }
      machine.opcode = opcode.name;
      machine.findings.opcodes += 1;
      trace?.(opcode.name, machine.position, machine);
      const { format } = opcode;
      if (format !== 'none' && !readOperandAtOnce(input, format, operand))
        yield* readOperand(input, format, machine, operand);
      opcode.step(machine, operand);
      if (machine.array !== undefined && readArray !== undefined) {
        const failed = yield* readArray(machine);
        if (failed !== undefined) return failed;
      }
    }
    return { kind: 'stopped', value: machine.stopped };
  } catch (error) {
    const reason = `${machine.opcode} at byte ${machine.position} ${error instanceof Error ? error.message : ''}`;
    if (error instanceof BrokenPickle) return { kind: 'broken', reason };
    if (error instanceof UnfollowablePickle) return { kind: 'unfollowable', reason };
    throw error;
  }
}
