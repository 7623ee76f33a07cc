const [QUOTE, COMMA, NEWLINE, RETURN] = [0x22, 0x2c, 0x0a, 0x0d];

/** Why a record of a CSV could not be read. */
export const CSV_FAULTS = {
  unclosed: 'a quoted value does not end',
  quote: 'a quote stands within a value, or a value goes on behind its quotes',
} as const;

/**
 * Reads the records of a CSV text one by one (RFC 4180: commas, quotes doubled within quotes, newline or CRLF), without an
 * object for each.
 */
export class CsvFields {
  /** Of the record that was read last; those from `count` on are of records before. */
  readonly fields: string[] = [];
  count = 0;
  /** Behind the record, its newline included. */
  end = 0;

  /** Reads the record at `start`. A blank line has no fields. */
  read(text: string, start: number): keyof typeof CSV_FAULTS | null {
    this.count = 0;
    let at = start;
    for (;;) {
      if (text.charCodeAt(at) === QUOTE) {
        const close = closingQuote(text, at + 1);
        if (close < 0) return this.fault(text, 'unclosed');
        this.add(text.slice(at + 1, close).replaceAll('""', '"'));
        at = close + 1;
      } else {
        const from = at;
        for (; at < text.length; at++) {
          const code = text.charCodeAt(at);
          if (code === COMMA || code === NEWLINE) break;
          if (code === QUOTE) return this.fault(text, 'quote', at);
        }
        const isReturn =
          at > from && (at === text.length || text.charCodeAt(at) === NEWLINE) && text.charCodeAt(at - 1) === RETURN;
        this.add(text.slice(from, isReturn ? at - 1 : at));
      }
      if (text.charCodeAt(at) === RETURN && (at + 1 === text.length || text.charCodeAt(at + 1) === NEWLINE)) at += 1;
      if (at >= text.length || text.charCodeAt(at) === NEWLINE) break;
      if (text.charCodeAt(at) !== COMMA) return this.fault(text, 'quote', at);
      at += 1;
    }
    this.end = at + 1;
    if (this.count === 1 && this.fields[0] === '' && text.charCodeAt(start) !== QUOTE) this.count = 0;
    return null;
  }

  private add(field: string): void {
    this.fields[this.count++] = field;
  }

  /** The rest of the line is skipped. */
  private fault(text: string, fault: keyof typeof CSV_FAULTS, at = text.length): keyof typeof CSV_FAULTS {
    const newline = text.indexOf('\n', at);
    this.end = newline < 0 ? text.length + 1 : newline + 1;
    return fault;
  }
}

function closingQuote(text: string, start: number): number {
  for (let at = text.indexOf('"', start); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text.charCodeAt(at + 1) !== QUOTE) return at;
  }
  return -1;
}
