import type { ByteInput } from './byte-input.js';
import { KEPT_TEXT, LINE_BYTES } from './limits.js';
import type { Machine, Operand } from './machine.js';
import { decode, unsigned } from './read-bytes.js';

/**
 * How an operand is written: nothing; an unsigned (u) or signed (i) number of so many bytes; a float; bytes or digits after their
 * count; a line, or two.
 */
export type OperandFormat =
  | 'none'
  | 'u1'
  | 'u2'
  | 'u4'
  | 'u8'
  | 'i4'
  | 'f8'
  | 'u1-bytes'
  | 'u4-bytes'
  | 'u8-bytes'
  | 'i4-bytes'
  | 'u1-digits'
  | 'i4-digits'
  | 'line'
  | 'lines';

/** Reads an operand whose bytes may have to be waited for, and goes past what is not kept of it. */
export function* readOperand(
  input: ByteInput,
  format: OperandFormat,
  machine: Machine,
  operand: Operand,
): Generator<void, void> {
  if (format === 'none') return;
  if (format === 'line' || format === 'lines') {
    operand.text = yield* readLine(input, machine);
    if (format === 'lines')
      operand.name = (yield* readLine(input, machine)) ?? machine.unfollowable('has an endless line');
    return;
  }
  const size = Number(format[1]);
  if (!(yield* input.fill(size))) machine.broken('is cut off');
  if (format === 'f8') {
    input.take(8);
    return;
  }
  const number = unsigned(input, size);
  operand.number = format[0] === 'i' && number >= 2 ** 31 ? number - 2 ** 32 : number;
  if (!format.includes('-')) return;
  if (operand.number < 0) machine.broken('has a negative count');
  operand.text = undefined;
  operand.bytes = undefined;
  if (operand.number > KEPT_TEXT) {
    if (!(yield* input.skip(operand.number))) machine.broken('is cut off');
    return;
  }
  if (!(yield* input.fill(operand.number))) machine.broken('is cut off');
  operand.bytes = input.take(operand.number);
  operand.text = decode(operand.bytes);
}

/** A line without its newline; undefined when it is longer than anything that is looked at. */
function* readLine(input: ByteInput, machine: Machine): Generator<void, string | undefined> {
  for (;;) {
    const length = input.lineLength();
    if (length >= 0 && length <= LINE_BYTES) {
      const text = decode(input.take(length));
      input.byte();
      return text;
    }
    if (length > LINE_BYTES || input.available > LINE_BYTES) {
      if (!(yield* input.skipLine())) machine.broken('has a line without an end');
      return undefined;
    }
    if (!(yield* input.fill(input.available + 1))) machine.broken('has a line without an end');
  }
}
