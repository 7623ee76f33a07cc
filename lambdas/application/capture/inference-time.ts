import * as z from 'zod';

const [ZERO, NINE, DASH, COLON, DOT, UPPER_T, UPPER_Z] = [0x30, 0x39, 0x2d, 0x3a, 0x2e, 0x54, 0x5a];
const LENGTH = '2026-01-01T00:00:00.000Z'.length;

const isoTime = z.iso.datetime({ offset: true });
/** In every month and every year, so that no calendar is needed. */
const COMMON_TIME = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/;

/** An ISO 8601 time with its offset, in milliseconds since the epoch; NaN for what is none. */
export const timeOfText = (text: string): number =>
  COMMON_TIME.test(text) || isoTime.safeParse(text).success ? Date.parse(text) : Number.NaN;

/** Reads times as `toISOString` writes them out of bytes. */
export class IsoTimeReader {
  private day = '';
  private midnight = Number.NaN;

  /** NaN for every other text. */
  read(bytes: Buffer, start: number, end: number): number {
    if (end - start !== LENGTH || bytes[start + 10] !== UPPER_T || bytes[end - 1] !== UPPER_Z) return Number.NaN;
    if (bytes[start + 13] !== COLON || bytes[start + 16] !== COLON || bytes[start + 19] !== DOT) return Number.NaN;
    const hours = digits(bytes, start + 11, 2);
    const minutes = digits(bytes, start + 14, 2);
    const seconds = digits(bytes, start + 17, 2);
    const milliseconds = digits(bytes, start + 20, 3);
    if (!(hours < 24 && minutes < 60 && seconds < 60)) return Number.NaN;
    return this.midnightOf(bytes, start) + ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;
  }

  private midnightOf(bytes: Buffer, start: number): number {
    if (bytes[start + 4] !== DASH || bytes[start + 7] !== DASH) return Number.NaN;
    const day = bytes.toString('latin1', start, start + 10);
    if (day !== this.day) {
      this.day = day;
      this.midnight = timeOfText(`${day}T00:00:00Z`);
    }
    return this.midnight;
  }
}

function digits(bytes: Buffer, start: number, count: number): number {
  let value = 0;
  for (let at = start; at < start + count; at++) {
    const byte = bytes[at] as number;
    if (byte < ZERO || byte > NINE) return Number.NaN;
    value = value * 10 + byte - ZERO;
  }
  return value;
}

const MILLISECONDS = /^-?\d{1,16}$/;
const OFFSET = /(?:z|[+-]\d\d(?::?\d\d)?)$/i;

/**
 * The time in a field of a CSV, as timeOfText, or milliseconds since the epoch. A space for the `T` is allowed; without an
 * offset it is UTC. NaN for what is none.
 */
export function timeOfCell(text: string): number {
  const trimmed = text.trim();
  if (MILLISECONDS.test(trimmed)) return Number(trimmed);
  const [day = '', time] = trimmed.split(/[ T]/i, 2);
  if (time === undefined) return timeOfText(`${day}T00:00:00Z`);
  return timeOfText(`${day}T${OFFSET.test(time) ? time.toUpperCase() : `${time}Z`}`);
}
