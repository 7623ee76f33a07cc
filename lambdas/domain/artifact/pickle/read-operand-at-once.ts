import type { ByteInput } from './byte-input.js';
import { KEPT_TEXT } from './limits.js';
import type { Operand } from './machine.js';
import { decode, unsigned } from './read-bytes.js';
import type { OperandFormat } from './read-operand.js';

/** A count, and what is kept after it. */
const LONGEST = 8 + KEPT_TEXT;

/** Reads the operands that nearly all opcodes have, without waiting; false: nothing was read. */
export function readOperandAtOnce(input: ByteInput, format: OperandFormat, operand: Operand): boolean {
  if (input.available < LONGEST) return false;
  switch (format) {
    case 'u1':
      operand.number = input.byte();
      return true;
    case 'u2':
      operand.number = unsigned(input, 2);
      return true;
    case 'u4':
      operand.number = unsigned(input, 4);
      return true;
    case 'i4':
      operand.number = unsigned(input, 4) | 0;
      return true;
    case 'f8':
      input.advance(8);
      return true;
    case 'u1-bytes':
      return readShort(input, 1, operand);
    case 'u4-bytes':
      return readShort(input, 4, operand);
    default:
      return false;
  }
}

function readShort(input: ByteInput, size: number, operand: Operand): boolean {
  let count = 0;
  for (let at = size - 1; at >= 0; at -= 1) count = count * 256 + (input.peek(at) ?? 0);
  if (count > KEPT_TEXT) return false;
  for (let at = 0; at < size; at += 1) input.byte();
  operand.number = count;
  operand.text = '';
  for (let at = 0; at < count; at += 1) {
    const byte = input.peek(at) ?? 0;
    if (byte >= 0x80) {
      operand.text = decode(input.take(count));
      return true;
    }
    operand.text += String.fromCharCode(byte);
  }
  input.advance(count);
  return true;
}
