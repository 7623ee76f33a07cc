import { InvalidInput } from '../../domain/errors.js';
import { quoted } from './entry-paths.js';

export const BLOCK = 512;

export interface TarHeader {
  readonly name: string;
  /** A character, as POSIX and GNU define it; `0` is a plain file. */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
}

const NAMES: Readonly<Record<string, string>> = {
  '1': 'link',
  '2': 'symlink',
  '3': 'character-device',
  '4': 'block-device',
  '6': 'fifo',
  S: 'sparse file',
  M: 'part of another volume',
};

/** What a type that is no plain file is called. */
export const typeName = (type: string): string => NAMES[type] ?? `entry of the unknown type ${quoted(type)}`;

const utf8 = new TextDecoder('utf-8');
const damaged = (why: string): InvalidInput => new InvalidInput(`archive is not a whole gzipped tar: ${why}`);

/**
 * Reads a header of ustar, pax or GNU tar. Stricter than tar itself: a field that programs read differently is an error.
 * @throws InvalidInput
 */
export function parseTarHeader(block: Uint8Array): TarHeader {
  if (octal(block, 148, 8, 'checksum') !== checksum(block)) throw damaged('a header has a wrong checksum');
  const magic = textAt(block, 257, 8);
  if (!magic.startsWith('ustar'))
    throw damaged('a header is not one of ustar, pax or GNU tar: pack it by tar -czf, or --format=pax');
  const size = octal(block, 124, 12, 'size');
  const prefix = magic === 'ustar  ' ? '' : textAt(block, 345, 155);
  const name = textAt(block, 0, 100);
  const flag = String.fromCharCode(block[156] ?? 0);
  const plain = flag === '\0' || flag === '7' ? '0' : flag;
  const path = prefix === '' ? name : `${prefix}/${name}`;
  return { name: path, type: plain, size };
}

/** The fields of a pax header that change an entry; those of times, owners and comments do not. */
export function parsePax(bytes: Uint8Array): Map<string, string> {
  const fields = new Map<string, string>();
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const digits = space < 0 ? '' : utf8.decode(bytes.subarray(at, space));
    const length = /^[1-9]\d{0,6}$/.test(digits) ? Number(digits) : 0;
    const end = at + length;
    if (space < 0 || end > bytes.length || end <= space + 1 || bytes[end - 1] !== 0x0a) {
      throw damaged('a pax header is damaged');
    }
    const record = utf8.decode(bytes.subarray(space + 1, end - 1));
    const equals = record.indexOf('=');
    if (equals < 1) throw damaged('a pax header is damaged');
    fields.set(record.slice(0, equals), record.slice(equals + 1));
    at = end;
  }
  return fields;
}

/** Up to the first NUL. */
function textAt(block: Uint8Array, offset: number, length: number): string {
  const field = block.subarray(offset, offset + length);
  const end = field.indexOf(0);
  return utf8.decode(end < 0 ? field : field.subarray(0, end));
}

function octal(block: Uint8Array, offset: number, length: number, what: string): number {
  const first = block[offset] ?? 0;
  if (first >= 0x80) return base256(block.subarray(offset, offset + length), what);
  const text = Buffer.from(block.subarray(offset, offset + length)).toString('latin1');
  const match = /^ *([0-7]*)[ \0]*$/.exec(text);
  if (match === null)
    throw damaged(`a header has the ${what} ${quoted(text.replace(/\0+$/, ''))}, expected octal digits`);
  return match[1] === '' ? 0 : Number.parseInt(match[1] ?? '', 8);
}

/** GNU tar's form of a large number; negative ones start with 0xff. */
function base256(field: Uint8Array, what: string): number {
  if (field[0] !== 0x80) throw damaged(`a header has a negative ${what}`);
  let value = 0;
  for (const byte of field.subarray(1)) value = value * 256 + byte;
  if (!Number.isSafeInteger(value)) throw damaged(`a header has a ${what} that no file has`);
  return value;
}

/** The sum of all bytes, those of the checksum itself taken as spaces. */
function checksum(block: Uint8Array): number {
  let sum = 8 * 32;
  for (let at = 0; at < BLOCK; at += 1) if (at < 148 || at >= 156) sum += block[at] ?? 0;
  return sum;
}
