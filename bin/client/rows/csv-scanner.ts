const [TAB, NEWLINE, PAGE, RETURN, SPACE, QUOTE, COMMA] = [0x09, 0x0a, 0x0c, 0x0d, 0x20, 0x22, 0x2c];
/** Bytes of a field; more is most often a quote that nothing closes. */
const LONGEST_FIELD = 16 * 1024 * 1024;
const NOTHING = Buffer.alloc(0);

/** What is wrong with a row. */
export class MalformedRow extends Error {}

/** Takes what a scanner finds, in order. Bytes are the taker's only during the call. */
export interface CsvSink {
  field(bytes: Buffer, start: number, end: number): void;
  /** After the last field of a row. */
  row(): void;
}

/**
 * Cuts the bytes of a CSV (RFC 4180: commas, quotes doubled in quotes; lines end in LF, CR LF or CR) into fields, however
 * the chunks fall, without a text a field. Blank lines are none. Refuses a quote in the middle of a value, as the monitor does.
 */
export class CsvScanner {
  /** The field that the last chunk broke off in. */
  private rest: Buffer = NOTHING;
  private fields = 0;
  private skipNewline = false;

  /** @param trim whether spaces around a field, or around its quotes, do not count */
  constructor(
    private readonly sink: CsvSink,
    private readonly trim: boolean,
  ) {}

  push(chunk: Buffer): void {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const at = this.scan(bytes, false);
    if (bytes.length - at > LONGEST_FIELD) {
      throw new MalformedRow(`a value is longer than ${LONGEST_FIELD} bytes; is there a quote that nothing closes?`);
    }
    // A copy, since the reader may use the chunk again.
    this.rest = at === bytes.length ? NOTHING : Buffer.from(bytes.subarray(at));
  }

  /** After the last chunk. */
  end(): void {
    const { rest } = this;
    this.rest = NOTHING;
    if (rest.length > 0 || this.fields > 0) this.scan(rest, true);
  }

  /** Gives every field that is whole; answers where the first one begins that is not. */
  private scan(bytes: Buffer, last: boolean): number {
    const { length } = bytes;
    let at = 0;
    while (at < length || last) {
      if (this.skipNewline && at < length) {
        this.skipNewline = false;
        if (bytes[at] === NEWLINE) {
          at++;
          continue;
        }
      }
      let start = at;
      if (this.trim) while (start < length && isSpace(bytes[start] as number)) start++;
      if (bytes[start] === QUOTE && start < length) {
        const next = this.quoted(bytes, start, last);
        if (next < 0) return at;
        at = next;
      } else {
        let end = start;
        for (; end < length; end++) {
          const byte = bytes[end] as number;
          if (byte > COMMA) continue;
          if (byte === COMMA || byte === NEWLINE || byte === RETURN) break;
          if (byte === QUOTE) throw new MalformedRow('a quote opens in the middle of a value');
        }
        if (end === length && !last) return at;
        this.plain(bytes, start, end);
        at = this.close(bytes, end);
      }
      if (last && at >= length) return length;
    }
    return at;
  }

  private plain(bytes: Buffer, start: number, end: number): void {
    let stop = end;
    if (this.trim) while (stop > start && isSpace(bytes[stop - 1] as number)) stop--;
    const blank = stop === start && this.fields === 0 && bytes[end] !== COMMA;
    if (blank) return;
    this.sink.field(bytes, start, stop);
    this.fields++;
  }

  /** A field in quotes from `start`; answers where the next one begins, or -1 where more bytes have to come. */
  private quoted(bytes: Buffer, start: number, last: boolean): number {
    let doubled = false;
    let close = bytes.indexOf(QUOTE, start + 1);
    while (close >= 0 && bytes[close + 1] === QUOTE) {
      doubled = true;
      close = bytes.indexOf(QUOTE, close + 2);
    }
    let end = close + 1;
    if (this.trim) while (close >= 0 && end < bytes.length && isSpace(bytes[end] as number)) end++;
    if (close < 0 || end === bytes.length) {
      if (!last) return -1;
      if (close < 0) throw new MalformedRow('a quote opens that nothing closes');
    }
    const after = bytes[end];
    if (end < bytes.length && after !== COMMA && after !== NEWLINE && after !== RETURN) {
      throw new MalformedRow('a quote closes in the middle of a value');
    }
    if (doubled) {
      const text = unquoted(bytes, start + 1, close);
      this.sink.field(text, 0, text.length);
    } else this.sink.field(bytes, start + 1, close);
    this.fields++;
    return this.close(bytes, end);
  }

  /** Takes the comma or the end of the line at `end`; answers what comes after it. */
  private close(bytes: Buffer, end: number): number {
    if (bytes[end] === COMMA && end < bytes.length) return end + 1;
    this.endRow();
    this.skipNewline = bytes[end] === RETURN;
    return end + 1;
  }

  private endRow(): void {
    if (this.fields > 0) this.sink.row();
    this.fields = 0;
  }
}

const isSpace = (byte: number): boolean => byte === SPACE || byte === TAB || byte === PAGE;

/** Without the first of two quotes. */
function unquoted(bytes: Buffer, start: number, end: number): Buffer {
  const text = Buffer.allocUnsafe(end - start);
  let length = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) at++;
    text[length++] = byte;
  }
  return text.subarray(0, length);
}
