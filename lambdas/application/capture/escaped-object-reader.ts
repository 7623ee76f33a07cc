import { isUtf8 } from 'node:buffer';
import type { CategoricalBuilder, NumericBuilder } from './column-builder.js';
import { DecimalReader } from './decimal-reader.js';

const [SPACE, QUOTE, BACKSLASH, COMMA, COLON, OPEN, CLOSE] = [0x20, 0x22, 0x5c, 0x2c, 0x3a, 0x7b, 0x7d];
const ASCII_END = 0x80;
/** Names that bytes can't be looked up by: a slip to the general reader costs less than a rule for them. */
const PLAIN_NAME = /^[ !#-[\]-~]+$/;

/** A field by its name as it stands within a JSON text, `\"name\":`. */
interface Field {
  readonly bytes: Buffer;
  readonly builder: NumericBuilder | CategoricalBuilder | null;
}

/**
 * Reads an object of flat values that stands as JSON text within JSON text, quotes escaped, straight into columns. It reads
 * what our gateway writes, and refuses everything else.
 */
export class EscapedObjectReader {
  /** Behind the object that was read last. */
  end = 0;
  private readonly byName = new Map<string, Field>();
  /** Fields as they stood in the object before: the next one has the same, as a rule. */
  private order: Field[] = [];
  private readonly decimals = new DecimalReader();

  constructor(builders: readonly (readonly [name: string, NumericBuilder | CategoricalBuilder])[]) {
    for (const [name, builder] of builders) this.byName.set(name, fieldOf(name, builder));
  }

  /** Sets the columns of a row that the object has. False, with some of them set, for what it does not read. */
  read(bytes: Buffer, start: number, limit: number, row: number): boolean {
    let at = start;
    if (bytes[at++] !== OPEN) return false;
    if (bytes[at] === CLOSE) return this.finish(at + 1);
    for (let index = 0; ; index++) {
      const field = this.fieldAt(bytes, at, limit, index);
      if (field === null) return false;
      at = this.value(bytes, at + field.bytes.length, limit, row, field.builder);
      if (at < 0) return false;
      const byte = bytes[at++];
      if (byte === CLOSE) return this.finish(at);
      if (byte !== COMMA) return false;
    }
  }

  private finish(at: number): true {
    this.end = at;
    return true;
  }

  private fieldAt(bytes: Buffer, at: number, limit: number, index: number): Field | null {
    const expected = this.order[index];
    if (expected !== undefined && startsWith(bytes, at, limit, expected.bytes)) return expected;
    if (bytes[at] !== BACKSLASH || bytes[at + 1] !== QUOTE) return null;
    const end = bytes.indexOf(BACKSLASH, at + 2);
    if (end < 0 || end + 2 >= limit || bytes[end + 1] !== QUOTE || bytes[end + 2] !== COLON) return null;
    const name = bytes.toString('latin1', at + 2, end);
    if (!PLAIN_NAME.test(name)) return null;
    const field = this.byName.get(name) ?? fieldOf(name, null);
    this.order[index] = field;
    return field;
  }

  /** Where the value ends, or -1. */
  private value(
    bytes: Buffer,
    at: number,
    limit: number,
    row: number,
    builder: NumericBuilder | CategoricalBuilder | null,
  ): number {
    const byte = bytes[at] as number;
    if (byte === BACKSLASH) return this.text(bytes, at, limit, row, builder);
    if (byte === 0x6e) return this.literal(bytes, at, limit, row, builder, NULL, null);
    if (byte === 0x74) return this.literal(bytes, at, limit, row, builder, TRUE, true);
    if (byte === 0x66) return this.literal(bytes, at, limit, row, builder, FALSE, false);
    const value = this.decimals.read(bytes, at, limit);
    if (Number.isNaN(value)) return -1;
    builder?.setNumber(row, value);
    return this.decimals.end;
  }

  private literal(
    bytes: Buffer,
    at: number,
    limit: number,
    row: number,
    builder: NumericBuilder | CategoricalBuilder | null,
    literal: Buffer,
    value: boolean | null,
  ): number {
    if (!startsWith(bytes, at, limit, literal)) return -1;
    builder?.setJson(row, value);
    return at + literal.length;
  }

  private text(
    bytes: Buffer,
    start: number,
    limit: number,
    row: number,
    builder: NumericBuilder | CategoricalBuilder | null,
  ): number {
    if (bytes[start + 1] !== QUOTE) return -1;
    let at = start + 2;
    let isAscii = true;
    for (; at < limit; at++) {
      const byte = bytes[at] as number;
      if (byte === BACKSLASH) break;
      if (byte < SPACE || byte === QUOTE) return -1;
      if (byte >= ASCII_END) isAscii = false;
    }
    if (at + 1 >= limit || bytes[at + 1] !== QUOTE) return -1;
    if (!isAscii && !isUtf8(bytes.subarray(start + 2, at))) return -1;
    const text = isAscii ? bytes.toString('latin1', start + 2, at) : bytes.toString('utf8', start + 2, at);
    builder?.setJson(row, text);
    return at + 2;
  }
}

const NULL = Buffer.from('null');
const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');

const fieldOf = (name: string, builder: Field['builder']): Field => ({ bytes: Buffer.from(`\\"${name}\\":`), builder });

/** Whether `expected` stands at `at`. */
export function startsWith(bytes: Buffer, at: number, limit: number, expected: Buffer): boolean {
  const { length } = expected;
  if (at + length > limit) return false;
  for (let index = 0; index < length; index++) if (bytes[at + index] !== expected[index]) return false;
  return true;
}
