import { describe, expect, it } from 'vitest';
import { parseNpyHeader } from '../../../../lambdas/domain/artifact/formats/npy-header.js';
import { inspectFiles } from '../../../fixtures/inspection.js';
import { zipOf } from '../../../fixtures/zip-bytes.js';

/** A file with this header, padded as NumPy does, and what comes after. */
function npy(header: string, after: Buffer | string = '', version = 1): Buffer {
  const start = version === 1 ? 10 : 12;
  const text = `${header.padEnd(64 * Math.ceil((start + header.length + 1) / 64) - start - 1)}\n`;
  const bytes = Buffer.from(text, version === 3 ? 'utf8' : 'latin1');
  const length = Buffer.alloc(start - 8);
  length.writeUIntLE(bytes.length, 0, length.length);
  const magic = Buffer.concat([Buffer.from('\x93NUMPY', 'latin1'), Buffer.of(version, 0)]);
  return Buffer.concat([magic, length, bytes, Buffer.from(after)]);
}
const of = (type: string, shape = '(1,)'): string => `{'descr': ${type}, 'fortran_order': False, 'shape': ${shape}, }`;
const evil = `cos\nsystem\n(S'echo'\ntR.`;

describe("a header of NumPy's", () => {
  // What numpy.save 2.4 writes; sizes are those of its files.
  it.each([
    ["'<f8'", '(3,)', 24],
    ["'<f8'", '(2, 3)', 48],
    ["'<f8'", '()', 8],
    ["'<f8'", '(0,)', 0],
    ["'<f8'", '(3L,)', 24],
    ["'<U3'", '(2,)', 24],
    ["'|S1'", '(1,)', 1],
    ["'<M8[25s]'", '(1,)', 8],
    ["'<m8'", '(1,)', 8],
    ["'|b1'", '(1,)', 1],
    ["'<c16'", '(1,)', 16],
    ["'|V5'", '(2,)', 10],
    ["[('O', '<f8'), ('b', '<i4')]", '(2,)', 24],
    ["[('a', '|i1'), ('', '|V7'), ('b', '<f8')]", '(2,)', 32],
    ["[('a', '<f8', (2, 3)), ('b', '<i4', (2,))]", '(2,)', 112],
    ["[(('title', 'name'), '<f8'), ('n', [('x', '<i2'), ('y', '<U3')])]", '(2,)', 44],
    [`[("it's", '<f8')]`, '(2,)', 16],
    ["[('日本', '<f8')]", '(2,)', 16],
  ])('%s of %s has its bytes, and no objects', async (type, shape, size) => {
    const bytes = npy(of(type, shape), Buffer.alloc(size), 3);
    expect(parseNpyHeader(bytes)).toEqual({ length: bytes.length - size, objects: false, size });
    expect(
      (await inspectFiles({ 'rows.npy': bytes, 'rows.npz': zipOf([{ name: 'a.npy', content: bytes }]) })).problems,
    ).toEqual([]);
  });

  it.each(["'|O'", "'|O8'", "'<O'", "[('a', '<f8'), ('b', '|O')]", "[('a', [('b', '|O', (2,))])]"])(
    '%s has objects, whose pickle is looked at',
    async (type) => {
      expect(parseNpyHeader(npy(of(type)))?.objects).toBe(true);
      expect((await inspectFiles({ 'rows.dat': npy(of(type), evil) })).problems.join()).toMatch(
        /rows\.dat: .*os\.system/,
      );
    },
  );
});

describe('a header that NumPy reads and does not write is refused', () => {
  it.each([
    ['a type by its name', of("'object'")],
    ["a type by NumPy's name", of("'object_'")],
    ['an escape', of("'\\x4f'")],
    ['texts in a row', of("'|' 'O'")],
    ['types in a text', of("'=i8,=O'")],
    ['a type with a shape in it', of("'(2,)O'")],
    ['a type that is none of the letters', of("'<a8'")],
    ['a prefix', of("u'|O'")],
    ['a tuple', of("('|O', 1)")],
    ['a list that ends in a comma', of("[('a', '|O'),]")],
    ['a dictionary', of("{'names': ['a'], 'formats': ['O']}")],
    ['a comment', of("'<f8' #")],
    ['a key twice', "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'descr': '|O'}"],
    ['a key twice, at the start', "{'descr': '|O', 'descr': '<f8', 'fortran_order': False, 'shape': (1,), }"],
    ['another order', "{'shape': (1,), 'descr': '|O', 'fortran_order': False, }"],
    ['quotes of the other kind', `{"descr": '|O', 'fortran_order': False, 'shape': (1,), }`],
  ])('%s', async (_what, header) => {
    const bytes = npy(header, evil);
    expect(parseNpyHeader(bytes)).toBeUndefined();
    const { problems } = await inspectFiles({ 'rows.dat': bytes, 'm.npz': zipOf([{ name: 'a.npy', content: bytes }]) });
    expect(problems).toEqual([
      'rows.dat has a header that is not as NumPy writes it: save it again by numpy.save',
      'm.npz!a.npy has a header that is not as NumPy writes it: save it again by numpy.save',
    ]);
  });

  it('so are bytes behind the numbers, which a second numpy.load would read', async () => {
    const numbers = npy(of("'<f8'"), Buffer.alloc(8));
    const { problems } = await inspectFiles({ 'rows.npy': Buffer.concat([numbers, npy(of("'|O'"), evil)]) });
    expect(problems.join()).toMatch(/rows\.npy has \d+ bytes, and its header says 136: save each array to a file/);
  });
});
