import type { ByteInput } from './byte-input.js';

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Text of bytes; most names are ASCII. */
export function decode(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    if (byte >= 0x80) return utf8.decode(bytes);
    text += String.fromCharCode(byte);
  }
  return text;
}

/** A little-endian number. */
export function unsigned(input: ByteInput, size: number): number {
  let value = 0;
  for (let at = 0, factor = 1; at < size; at += 1, factor *= 256) value += input.byte() * factor;
  return value;
}
