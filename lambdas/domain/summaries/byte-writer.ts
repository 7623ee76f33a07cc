import { HIGH_WORD } from '../statistics/double-words.js';

/** Gathers bytes: little endian, counts as LEB128. */
export class ByteWriter {
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #size = 0;

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#size++] = value;
  }

  /** An integer of 0 to 2^53 - 1. */
  varint(value: number): void {
    this.#reserve(8);
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.#bytes[this.#size++] = (rest % 0x80) | 0x80;
    this.#bytes[this.#size++] = rest;
  }

  uint32(value: number): void {
    this.#reserve(4);
    this.#view.setUint32(this.#size, value, true);
    this.#size += 4;
  }

  float64(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#size, value, true);
    this.#size += 8;
  }

  /** The numbers without their length. */
  float64s(values: Float64Array): void {
    if (HIGH_WORD === 1) {
      this.bytes(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
      return;
    }
    this.#reserve(8 * values.length);
    for (const value of values) {
      this.#view.setFloat64(this.#size, value, true);
      this.#size += 8;
    }
  }

  /** Length and UTF-8; a text with a lone surrogate, which UTF-8 does not have, as its UTF-16 units. */
  text(text: string): void {
    const wellFormed = text.isWellFormed();
    const bytes = wellFormed ? encoder.encode(text) : new Uint8Array(2 * text.length);
    if (!wellFormed) {
      const view = new DataView(bytes.buffer);
      for (let at = 0; at < text.length; at++) view.setUint16(2 * at, text.charCodeAt(at), true);
    }
    this.varint(2 * bytes.length + (wellFormed ? 0 : 1));
    this.bytes(bytes);
  }

  /** The bytes without their length. */
  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#size);
    this.#size += bytes.length;
  }

  /** What was written. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#size);
  }

  #reserve(more: number): void {
    const needed = this.#size + more;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    grown.set(this.#bytes.subarray(0, this.#size));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

const encoder = new TextEncoder();
