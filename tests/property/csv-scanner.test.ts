import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteDictionary } from '../../bin/client/rows/byte-dictionary.js';
import { CsvScanner, MalformedRow } from '../../bin/client/rows/csv-scanner.js';
import { CsvFields } from '../../lambdas/application/capture/csv-fields.js';
import { parseCsvRows } from '../../lambdas/application/documents/csv.js';
import { decimalOfBytes } from '../../lambdas/domain/datasets/decimal-bytes.js';
import { numberOfText } from '../../lambdas/domain/datasets/number-text.js';
import { InvalidInput } from '../../lambdas/domain/errors.js';

/** The rows of a CSV whose bytes come in chunks that end at these places. */
function scan(text: string, cuts: readonly number[], trim: boolean): string[][] {
  const rows: string[][] = [];
  let fields: string[] = [];
  const scanner = new CsvScanner(
    {
      field: (bytes, start, end) => fields.push(bytes.toString('utf8', start, end)),
      row: () => {
        rows.push(fields);
        fields = [];
      },
    },
    trim,
  );
  const bytes = Buffer.from(text);
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  places.slice(1).forEach((end, i) => {
    const chunk = Buffer.from(bytes.subarray(places[i], end));
    scanner.push(chunk);
    // Whoever reads may use the memory again.
    chunk.fill('#');
  });
  scanner.end();
  return rows;
}

/** The rows of a captured payload. */
function payloadRows(text: string): string[][] {
  const record = new CsvFields();
  const rows: string[][] = [];
  for (let start = 0; start < text.length; start = record.end) {
    const fault = record.read(text, start);
    if (fault !== null) throw new InvalidInput(fault);
    if (record.count > 0) rows.push(record.fields.slice(0, record.count));
  }
  return rows;
}

const field = fc.oneof(
  fc.constantFrom('', ' ', 'a', 'ü漢', '1.5', ' x ', 'true'),
  fc.string({ maxLength: 8 }).map((text) => text.replace(/["\r\n]/g, '')),
);
const quoted = fc
  .string({ unit: fc.constantFrom('"', ',', '\n', '\r', ' ', 'a', 'ü'), maxLength: 8 })
  .map((text) => `"${text.replaceAll('"', '""')}"`);
const csv = fc
  .tuple(
    fc.array(
      fc.array(
        fc.oneof(
          field.map((text) => text.replaceAll(',', '')),
          quoted,
        ),
        { minLength: 1, maxLength: 4 },
      ),
      {
        maxLength: 8,
      },
    ),
    fc.constantFrom('\n', '\r\n'),
    fc.boolean(),
  )
  .map(([rows, newline, ends]) => rows.map((row) => row.join(',')).join(newline) + (ends ? newline : ''));

describe('CSV bytes', () => {
  it('are cut into the fields that csv-parse finds, wherever the chunks end', () => {
    fc.assert(
      fc.property(csv, fc.array(fc.nat({ max: 200 }), { maxLength: 5 }), (text, cuts) => {
        const options = { relax_column_count: true, skip_empty_lines: true, record_delimiter: ['\r\n', '\n'] };
        expect(scan(text, cuts, false)).toEqual(parse(text, options));
      }),
    );
  });

  it('are the same fields in one chunk and in many, spaces around them left out or not', () => {
    fc.assert(
      fc.property(csv, fc.array(fc.nat({ max: 200 }), { maxLength: 9 }), fc.boolean(), (text, cuts, trim) => {
        expect(scan(text, cuts, trim)).toEqual(scan(text, [], trim));
      }),
    );
  });

  it('may have spaces around fields and around their quotes, and lines that end in CR', () => {
    expect(scan(' a , "b,"\t, " c "\r\r1,2,\r  \r', [3, 9], true)).toEqual([
      ['a', 'b,', ' c '],
      ['1', '2', ''],
    ]);
  });

  it.each<[string, boolean]>([
    ['a,b"c\n', false],
    ['5",a\n', false],
    ['a "quoted" word\n', true],
    [' "a"\n', false],
  ])('with a quote in the middle of a value are refused: %j', (text, trim) => {
    expect(() => scan(text, [2], trim)).toThrow(new MalformedRow('a quote opens in the middle of a value'));
  });

  it('are refused where the readers of baselines and of payloads refuse them, and are the same fields elsewhere', () => {
    const refused = <T>(read: () => T): T | 'refused' => {
      try {
        return read();
      } catch (error) {
        if (error instanceof MalformedRow || error instanceof InvalidInput) return 'refused';
        throw error;
      }
    };
    const text = fc.string({ unit: fc.constantFrom('"', '"', ',', '\n', 'a', ' '), maxLength: 12 });
    fc.assert(
      fc.property(text, fc.array(fc.nat({ max: 12 }), { maxLength: 3 }), (csv, cuts) => {
        const scanned = refused(() => scan(csv, cuts, false));
        expect(refused(() => parseCsvRows(csv, 'the baseline'))).toEqual(scanned);
        expect(refused(() => payloadRows(csv))).toEqual(scanned);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the bytes of a decimal number', () => {
  const digits = (maxLength: number) => fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength });
  const decimal = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc
      .tuple(
        fc.constantFrom('', '-', '+'),
        digits(18),
        fc.option(digits(18), { nil: undefined }),
        fc.option(fc.integer({ min: -40, max: 40 }), { nil: undefined }),
        fc.constantFrom('e', 'E', 'e+'),
      )
      .map(
        ([sign, whole, part, power, e]) =>
          `${sign}${whole}${part === undefined ? '' : `.${part}`}${power === undefined ? '' : `${power < 0 ? 'e' : e}${power}`}`,
      ),
  );
  const read = (text: string) => {
    const bytes = Buffer.from(`,${text},`);
    return decimalOfBytes(bytes, 1, bytes.length - 1);
  };

  it('are the number that Number reads, or left to it', () => {
    fc.assert(
      fc.property(decimal, (text) => {
        const found = read(text);
        if (!Number.isNaN(found)) expect(found).toBe(Number(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('are read without a text as the shortest texts of doubles are written', () => {
    for (const text of ['0', '-0', '1', '-1.5', '0.1', '1e3', '2.5E-3', '+.5', '5.', '0.30000000000000004']) {
      expect([text, read(text)]).toEqual([text, Number(text)]);
    }
    expect(read('3.141592653589793238')).toBe(Math.PI);
    // Between two doubles.
    expect(read('9007199254740993')).toBeNaN();
  });

  it.each(['', '-', '.', 'e5', '1e', '1e+', '0x10', '1_0', '1,5', '1.2.3', '1e5x', ' 1', 'NaN', 'Infinity'])(
    'are not of "%s"',
    (text) => expect(read(text)).toBeNaN(),
  );

  it.each([
    ['nan', null],
    ['  ', null],
    ['None', null],
    ['NULL', null],
    ['NA', null],
    ['-inf', Number.NEGATIVE_INFINITY],
    ['+Infinity', Number.POSITIVE_INFINITY],
    [' 1e400 ', Number.POSITIVE_INFINITY],
    ['12345678901234567890123', Number('12345678901234567890123')],
    ['0x10', undefined],
    ['1_000', undefined],
    ['1,5', undefined],
    ['infinit', undefined],
    ['١', undefined],
  ])('or the text "%s" is %s', (text, number) => expect(numberOfText(text)).toBe(number));
});

describe('a dictionary of bytes', () => {
  it('numbers different texts in the order in which they came', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 3 }), { maxLength: 3000 }), (texts) => {
        const dictionary = new ByteDictionary();
        const codes = texts.map((text) => {
          const bytes = Buffer.from(`<${text}>`);
          return dictionary.codeOf(bytes, 1, bytes.length - 1);
        });
        const different = [...new Set(texts)];
        expect(dictionary.texts()).toEqual(different);
        expect(codes).toEqual(texts.map((text) => different.indexOf(text)));
      }),
    );
  });
});
