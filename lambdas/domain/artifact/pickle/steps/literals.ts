import type { Machine, Operand } from '../machine.js';
import { BYTES, FLOAT, INTEGER, TEXT, TORCH_MAGIC, type Value } from '../symbols.js';
import { isTorchMagic } from '../torch.js';

const pushing =
  (value: Value) =>
  ({ stack }: Machine): void =>
    stack.push(value);

export const none = pushing(null);
export const yes = pushing(true);
export const no = pushing(false);
export const float = pushing(FLOAT);
export const bytes = pushing(BYTES);
export const byteArray = pushing(BYTES);

export const integer = ({ stack }: Machine, { number }: Operand): void => stack.push(number);
export const text = ({ stack }: Machine, operand: Operand): void => stack.push(operand.text ?? TEXT);

/** `00` and `01` are False and True. */
export function integerLine(machine: Machine, operand: Operand): void {
  checkNumber(machine, operand);
  const { stack } = machine;
  if (operand.text === '00' || operand.text === '01') stack.push(operand.text === '01');
  else stack.push(decimal(operand.text));
}

export function longLine(machine: Machine, operand: Operand): void {
  checkNumber(machine, operand);
  machine.stack.push(decimal(operand.text?.replace(/L$/, '')));
}

export function floatLine(machine: Machine, operand: Operand): void {
  checkNumber(machine, operand);
  machine.stack.push(FLOAT);
}

function checkNumber(machine: Machine, { text }: Operand): void {
  if (text !== undefined && !/^\s*[-+]?[\da-z_.+-]+\s*$/i.test(text)) machine.mistake('has a number that is none');
}

const decimal = (digits: string | undefined): Value => (/^-?\d{1,15}$/.test(digits ?? '') ? Number(digits) : INTEGER);

/** Little-endian, two's complement. */
export function long({ stack }: Machine, operand: Operand): void {
  const digits = operand.bytes;
  if (digits === undefined || digits.length > 6) {
    stack.push(digits !== undefined && isTorchMagic(digits) ? TORCH_MAGIC : INTEGER);
    return;
  }
  const size = 256 ** digits.length;
  const value = digits.reduceRight((sum, byte) => sum * 256 + byte, 0);
  stack.push(value >= size / 2 && digits.length > 0 ? value - size : value);
}

/** Python's `repr` of a byte string; what is escaped in it is not made out. */
export function quotedLine(machine: Machine, operand: Operand): void {
  const line = operand.text?.trim();
  const quote = line?.[0];
  if (line !== undefined && (line.length < 2 || (quote !== "'" && quote !== '"') || line.at(-1) !== quote)) {
    machine.broken('has a text without quotes');
  }
  machine.stack.push(line === undefined || line.includes('\\') ? TEXT : line.slice(1, -1));
}

/** What is escaped is not made out. */
export function escapedLine({ stack }: Machine, operand: Operand): void {
  stack.push(operand.text === undefined || operand.text.includes('\\') ? TEXT : operand.text);
}
