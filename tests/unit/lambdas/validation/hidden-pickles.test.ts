import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { TooBigForFunction } from '../../../../lambdas/application/validation/choose-machine.js';
import { type ArchivedFiles, inspectFiles } from '../../../fixtures/inspection.js';
import { tarOf } from '../../../fixtures/tar-bytes.js';
import { zipOf } from '../../../fixtures/zip-bytes.js';

const evil = `cos\nsystem\n(S'echo'\ntR.`;
const evilBinary = Buffer.concat([Buffer.from([0x80, 2]), Buffer.from(evil)]);
/** More values than are followed. */
const past = `${'N'.repeat(2_100_000)}${evil}`;
/** A header of before POSIX: nothing but its checksum tells that it is one. */
const oldTar = tarOf({ name: 'Na', content: evil, magic: '\0'.repeat(8) });
/** What Python 3.11 makes of `lzma.compress(b"N." * 20, lzma.FORMAT_ALONE)`. */
const lzma = Buffer.from('5d00008000ffffffffffffffff00270ba850183dfffffffc200000', 'hex');
/** 32-bit numbers, as programs write them. */
const numbers = (...values: number[]): Buffer => Buffer.from(Int32Array.from(values).buffer);
const random = Buffer.from(Array.from({ length: 50_000 }, (_, at) => (at * at * 31 + at * 7) % 251));

describe('a pickle by its content alone', () => {
  it.each<[string, ArchivedFiles, RegExp]>([
    ['behind more values than are followed', { 'weights.dat': past }, /weights\.dat: NONE .*stacks more than/],
    ['behind them, in code', { 'code/x.dat': past }, /code\/x\.dat: NONE .*stacks more than/],
    ['behind another one', { 'weights.dat': `N.${evil}` }, /weights\.dat: .*os\.system/],
    ['behind a long line', { 'weights.dat': `V${'a'.repeat(600_000)}\n0${evil}` }, /weights\.dat: .*os\.system/],
    ['in a zlib stream', { 'weights.dat': deflateSync(evilBinary) }, /weights\.dat: .*os\.system/],
    ['in a zlib stream, as .bin', { 'weights.bin': deflateSync(evil) }, /weights\.bin: .*os\.system/],
    [
      'in a zlib stream that is damaged behind it',
      { 'weights.dat': Buffer.concat([deflateSync(evilBinary), Buffer.from('more')]) },
      /weights\.dat: its compression is damaged/,
    ],
    ['as .bin', { 'pytorch_model.bin': evilBinary }, /pytorch_model\.bin: .*os\.system/],
    ['as .ckpt, as text', { 'last.ckpt': evil }, /last\.ckpt: .*os\.system/],
    ['in a torch archive', { 'm.bin': zipOf([{ name: 'm/data.pkl', content: evil }]) }, /m\/data\.pkl: .*os\.system/],
    ['in a tar without a magic number', { 'weights.dat': oldTar }, /weights\.dat is an archive .*\(tar\)/],
    ['in LZMA', { 'weights.dat': lzma }, /weights\.dat is an archive .*\(lzma\)/],
    ['in LZ4', { 'weights.dat': Buffer.from('04224d186440a7', 'hex') }, /weights\.dat is an archive .*\(lz4\)/],
  ])('%s is refused', async (_what, files, reason) => {
    expect((await inspectFiles(files)).problems.join('\n')).toMatch(reason);
  });

  it.each([
    ['bzip2', '425a6839314159265359'],
    ['xz', 'fd377a585a000004'],
    ['LZMA', lzma.toString('hex')],
    ['LZ4', '04224d186440a7'],
    ['Zstandard', '28b52ffd04'],
  ])('or by its name is refused with its compression, %s', async (name, bytes) => {
    expect((await inspectFiles({ 'extra.joblib': Buffer.from(bytes, 'hex') })).problems).toEqual([
      `extra.joblib is compressed by ${name}, which is not looked through: save it without compression, or by zlib or gzip`,
    ]);
  });
});

it('raw data is taken by any name, and text that starts as something else does', async () => {
  const files = {
    'weights.bin': random,
    'other.ckpt': numbers(-1, 2, -3),
    'like-lzma.bin': numbers(93, 7, 8, 9),
    'like-zlib.bin': Buffer.concat([Buffer.from([0x78, 0x9c]), random]),
    'formula.txt': 'x^2 + y\n'.repeat(100),
    'text.bin': 'no pickle\n',
    'squares.z': deflateSync('one, two, three\n'.repeat(50)),
    'line.txt': `Values, ${'of a header, '.repeat(6_000)}\n1, 2\n`,
  };
  expect((await inspectFiles(files)).problems).toEqual([]);
});

it('a pickle with more problems than are listed says how many there are', async () => {
  const { problems } = await inspectFiles({ 'extra.pkl': `${'cos\nsystem\n'.repeat(60)}.` });
  expect(problems.at(-1)).toBe('extra.pkl: and 11 more problems of this pickle');
});

it('what is compressed within an artifact has one bound, however many files it is spread over', async () => {
  const bytes = deflateSync(Buffer.concat([Buffer.from('8004', 'hex'), Buffer.alloc(40_000, 'N'), Buffer.from('.')]));
  const zip = (name: string) => zipOf([{ name, content: Buffer.alloc(40_000, 1) }]);
  const files = { 'a.pkl': bytes, 'b.pkl': bytes, 'c.npz': zip('c'), 'd.npz': zip('d') };
  const bound = /expands to more than 100000 bytes in all/;
  const { problems } = await inspectFiles(files, { maxExpansion: 100_000 });
  expect(problems.filter((problem) => bound.test(problem)).map((problem) => problem.slice(0, 5))).toEqual([
    'c.npz',
    'd.npz',
  ]);
  expect((await inspectFiles(files)).problems.filter((problem) => bound.test(problem))).toEqual([]);
});

it('a zip that the temporary files have no room for is refused, or goes to another machine, before it is read', async () => {
  const files = { 'm.pt': zipOf([{ name: 'm/data.pkl', content: 'N.' }]) };
  const size = files['m.pt'].length;
  const problem = `m.pt has ${size} bytes, at most 50 are allowed`;
  expect((await inspectFiles(files, { maxZipBytes: 50 })).problems).toEqual([problem]);
  const onLargeModel = (found: string): never => {
    throw new TooBigForFunction(found);
  };
  await expect(inspectFiles(files, { maxZipBytes: 50, onLargeModel })).rejects.toThrow(new TooBigForFunction(problem));
  expect((await inspectFiles(files, { maxZipBytes: size })).problems).toEqual([]);
});
