import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../../../lambdas/application/documents/csv.js';
import { InvalidInput } from '../../../../lambdas/domain/errors.js';

describe('parseCsv', () => {
  it('keeps texts as they stand, past a byte order mark, CRLF and blank lines', () => {
    const text = '\uFEFFa,b\r\n1.0," x, ""y"""\r\n\r\n,007\r\n';
    expect(parseCsv(Buffer.from(text), 'f.csv')).toEqual({
      columns: ['a', 'b'],
      rows: [
        ['1.0', ' x, "y"'],
        ['', '007'],
      ],
    });
  });

  it.each([
    ['', 'f.csv is empty'],
    ['a,a\n1,2\n', 'f.csv: column "a" is twice in the header'],
    ['a,\n1,2\n', 'f.csv: column 2 has no name in the header'],
    ['a,b\n1,2\n3\n', 'f.csv, row 2: got 1 values, expected 2 (nothing for column "b")'],
    ['a,b\n1,2,3\n', 'f.csv, row 1: got 3 values, expected 2 (more than the header has)'],
    ['a,b\n"1,2\n', 'f.csv is not CSV: Quote Not Closed'],
    ['a,b\n1,x"y\n', /^f\.csv is not CSV: Invalid Opening Quote: a quote is found on field 1 at line 2$/],
  ])('says what is wrong with %j', (text, message) => {
    expect(() => parseCsv(text, 'f.csv')).toThrow(InvalidInput);
    expect(() => parseCsv(text, 'f.csv')).toThrow(message);
  });
});
