import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInput } from '../../../../lambdas/domain/errors.js';
import { ByteReader } from '../../../../lambdas/domain/summaries/byte-reader.js';
import { ByteWriter } from '../../../../lambdas/domain/summaries/byte-writer.js';

const written = (write: (writer: ByteWriter) => void): ByteReader => {
  const writer = new ByteWriter();
  write(writer);
  return new ByteReader(writer.finish());
};

describe('bytes', () => {
  it('give back what was written', () => {
    const units = fc.string({ unit: fc.nat({ max: 0xffff }).map((unit) => String.fromCharCode(unit)) });
    fc.assert(
      fc.property(
        fc.maxSafeNat(),
        fc.double(),
        fc.string({ unit: 'binary' }),
        units,
        fc.uint8Array(),
        (count, number, text, odd, raw) => {
          const reader = written((writer) => {
            writer.varint(count);
            writer.float64(number);
            writer.text(text);
            writer.text(odd);
            writer.float64s(Float64Array.of(number, -0));
            writer.bytes(raw);
            writer.uint32(0xfedcba98);
          });
          expect(reader.varint()).toBe(count);
          expect(reader.float64()).toBe(number);
          expect(reader.text()).toBe(text);
          expect(reader.text()).toBe(odd);
          expect(reader.float64s(2)).toEqual(Float64Array.of(number, -0));
          expect(reader.bytes(raw.length)).toEqual(raw);
          expect(reader.uint32()).toBe(0xfedcba98);
          reader.end();
        },
      ),
    );
  });

  it('are little endian, and counts have seven bits a byte', () => {
    const writer = new ByteWriter();
    writer.varint(127);
    writer.varint(300);
    writer.varint(Number.MAX_SAFE_INTEGER);
    writer.uint32(1);
    writer.float64(1);
    writer.text('\ufeffé');
    expect([...writer.finish()]).toEqual([
      ...[0x7f, 0xac, 0x02, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f],
      ...[10, 0xef, 0xbb, 0xbf, 0xc3, 0xa9],
    ]);
  });

  it('that claim more than there is make no room for it', () => {
    const claim = (count: number): ByteReader => written((writer) => writer.varint(count));
    expect(() => claim(2 ** 40).length(1)).toThrow(/1099511627776 entries are said to follow, and 0 bytes are left/);
    expect(() => claim(2 ** 41).text()).toThrow(/ends too early/);
    expect(() => claim(3).text()).toThrow(InvalidInput);
    expect(() => new ByteReader(new Uint8Array(20).fill(0xff)).varint()).toThrow(/more than eight bytes/);
    expect(() => new ByteReader(Uint8Array.of(4, 0xc3, 0x28)).text()).toThrow(/no UTF-8/);
    expect(() => new ByteReader(Uint8Array.of(1)).end()).toThrow(/1 bytes more than expected/);
  });
});
