import { createHash } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type ArchivedFiles, inspectBytes, inspectFiles, inspectOnly } from '../../../fixtures/inspection.js';
import { linearOnnx, linearSignature } from '../../../fixtures/onnx-models.js';
import { externalTensor, field, node, onnxModel } from '../../../fixtures/protobuf.js';
import { tarGz } from '../../../fixtures/submission.js';
import { tarOf } from '../../../fixtures/tar-bytes.js';
import { lightgbmText, xgboostJson } from '../../../fixtures/tree-models.js';
import { zipOf } from '../../../fixtures/zip-bytes.js';

/** What a pickle of the corpus would make, were it loaded. */
const canary = join(tmpdir(), `mlops-canary-${process.pid}`);
const evil = `cos\nsystem\n(S'touch ${canary}'\ntR.`;
const evilBinary = Buffer.concat([Buffer.from([0x80, 2]), Buffer.from(evil)]);
const elf = Buffer.concat([Buffer.from('7f454c46020101', 'hex'), Buffer.alloc(200)]);
const exe = Buffer.concat([
  Buffer.from('MZ'),
  Buffer.alloc(58),
  Buffer.from([64, 0, 0, 0]),
  Buffer.from('PE\0\0 and more'),
]);
/** A pickle of that many zeros. */
const bytesOpcode = (count: number): Buffer => {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(count));
  return Buffer.concat([
    Buffer.from('8004', 'hex'),
    Buffer.from('8e', 'hex'),
    length,
    Buffer.alloc(count),
    Buffer.from('.'),
  ]);
};
const npy = (descr: string, after: Buffer | string): Buffer => {
  const header = `{'descr': ${descr}, 'fortran_order': False, 'shape': (1,), }\n`;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(header.length);
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), length, Buffer.from(header), Buffer.from(after)]);
};
const torch = (files: ArchivedFiles): Buffer =>
  zipOf(Object.entries(files).map(([name, content]) => ({ name: `model/${name}`, content })));
const graphOf = (tensor: Buffer): Buffer => onnxModel(field(5, tensor));

describe('an artifact that holds', () => {
  it.each<[string, ArchivedFiles, RegExp]>([
    ['a tar', { 'inner.tar': tarOf({ name: 'a' }) }, /inner\.tar is an archive within the archive \(tar\)/],
    ['a gzip', { 'data.csv.gz': gzipSync('x') }, /\(gzip\)/],
    ['a zip', { 'a.zip': zipOf([{ name: 'a' }]) }, /\(zip\)/],
    ['a zip by another name', { 'notes.txt': zipOf([{ name: 'a' }]) }, /notes\.txt is an archive .*\(zip\)/],
    ['a bzip2', { a: Buffer.from('425a6839314159265359', 'hex') }, /\(bzip2\)/],
    ['an xz', { a: Buffer.from('fd377a585a000004', 'hex') }, /\(xz\)/],
    ['a 7z', { a: Buffer.from('377abcaf271c0004', 'hex') }, /\(7z\)/],
    ['a Zstandard', { a: Buffer.from('28b52ffd04', 'hex') }, /\(zstd\)/],
    ['a program of Linux', { 'lib/tool': elf }, /lib\/tool can be executed \(elf\)/],
    ['a program of Windows', { 'tool.txt': exe }, /tool\.txt can be executed \(pe\)/],
    ['a library by its name', { 'libm.so.6': 'x' }, /libm\.so\.6 can be executed \(a program by its name\)/],
    ['bytecode of Python', { 'm.bin.txt': Buffer.from('f30d0d0a00000000', 'hex') }, /\(python-bytecode\)/],
    ['a class of Java', { A: Buffer.from('cafebabe00000041', 'hex') }, /\(java-class\)/],
    ['a pickle that calls', { 'extra.pkl': evil }, /extra\.pkl: .*os.*system/],
    ['a pickle that calls, in code', { 'code/extra.pkl': evilBinary }, /code\/extra\.pkl: .*system/],
    ['a pickle as text', { 'labels.txt': evil }, /labels\.txt: .*system/],
    ['a pickle of protocol 2 as data', { 'weights.dat': evilBinary }, /weights\.dat: .*system/],
    ['a pickle behind data, as data', { 'weights.dat': `(lp0\nI1\naI2\na0${evil}` }, /weights\.dat: .*system/],
    ['a pickle compressed by zlib', { 'extra.joblib': deflateSync(evilBinary) }, /extra\.joblib: .*system/],
    ['a pickle compressed by gzip', { 'extra.pkl': gzipSync(evil) }, /extra\.pkl: .*system/],
    ['a pickle compressed otherwise', { 'extra.pkl': Buffer.from('fd377a585a000004', 'hex') }, /is not looked through/],
    ['a bomb of zlib', { 'extra.pkl': deflateSync(bytesOpcode(64 * 1024 ** 2)) }, /inflates to more than 100 times/],
    ['an array of objects', { 'a.npy': npy("'|O'", evilBinary) }, /a\.npy: .*system/],
    ['an array of records with objects', { 'a.npy': npy("[('a', '<f8'), ('b', '|O')]", evil) }, /a\.npy: .*system/],
    ['an array without its magic', { 'a.npy': evil }, /a\.npy: .*system/],
    [
      'arrays of objects',
      { 'a.npz': zipOf([{ name: 'b.npy', content: npy("'|O'", evil) }]) },
      /a\.npz!b\.npy: .*system/,
    ],
    ['a torch archive that calls', { 'm.pt': torch({ 'data.pkl': evil }) }, /m\.pt!model\/data\.pkl: .*system/],
    ['a torch archive that calls elsewhere', { 'm.pth': torch({ 'extra/x.pkl': evilBinary }) }, /x\.pkl: .*system/],
    ['TorchScript', { 'm.pt': torch({ 'code/__torch__.py': 'x', 'data.pkl': 'N.' }) }, /m\.pt is TorchScript/],
    [
      'an archive in a torch archive',
      { 'm.pt': torch({ 'a.zip': zipOf([{ name: 'b' }]) }) },
      /m\.pt!model\/a\.zip is an archive/,
    ],
    [
      'a bomb in a torch archive',
      { 'm.pt': zipOf([{ name: 'a', content: Buffer.alloc(32 * 1024 ** 2), deflated: true }]) },
      /m\.pt: .*decompression bomb/,
    ],
    [
      'a torch archive of two minds',
      { 'm.pt': zipOf([{ name: 'model/data.pkl', content: 'N.', local: { name: 'model/DATA.pkl' } }]) },
      /m\.pt: .*another one in its own header/,
    ],
    ['no model', { 'model.onnx': '' }, /model\.onnx is declared as onnx, but it is empty/],
    ['a pickle as its model', { 'model.onnx': evilBinary }, /model\.onnx is declared as onnx, but it is a pickle/],
    [
      'text as its model',
      { 'model.onnx': 'this is no model' },
      /model\.onnx is declared as onnx, but it is no whole protobuf/,
    ],
    ['half a model', { 'model.onnx': linearOnnx.subarray(0, 150) }, /it is no whole protobuf message/],
    [
      'weights outside of the archive',
      { 'model.onnx': graphOf(externalTensor('w', '../../etc/passwd')) },
      /the tensor "w" has its values in "\.\.\/\.\.\/etc\/passwd", which points outside the archive/,
    ],
    ['weights by an absolute path', { 'model.onnx': graphOf(externalTensor('w', '/etc/passwd')) }, /points outside/],
    [
      'weights in another file',
      { 'model.onnx': graphOf(externalTensor('w', 'weights.bin')) },
      /weights in other files are not supported, save them in model\.onnx/,
    ],
    [
      'operators that the runtime lacks',
      { 'model.onnx': onnxModel(field(1, node('Run', { domain: 'evil.ops' }))) },
      /the operator "evil\.ops::Run" is of a domain that the runtime lacks/,
    ],
    [
      'an operator that reads files',
      { 'model.onnx': onnxModel(field(1, node('EPContext', { domain: 'com.microsoft' }))) },
      /"com\.microsoft::EPContext" reads other files/,
    ],
    ['a signature that is none', { 'signature.json': '{}' }, /signature\.json is not valid/],
  ])('%s is refused, and the reason names it; nothing of it runs', async (_what, files, reason) => {
    const { problems, onnx } = await inspectFiles(files);
    expect(problems.join('\n')).toMatch(reason);
    if ('model.onnx' in files) expect(onnx).toBeUndefined();
    expect(existsSync(canary)).toBe(false);
    rmSync(canary, { force: true });
  });

  it.each<[string, ArchivedFiles, 'xgboost' | 'lightgbm' | 'sklearn' | 'pytorch' | 'onnx', RegExp]>([
    ['ONNX, declared as XGBoost', { 'model.onnx': linearOnnx }, 'xgboost', /declares xgboost, the artifact holds onnx/],
    ['a pickle, declared as ONNX', { 'model.pkl': 'N.' }, 'onnx', /declares onnx, the artifact holds sklearn/],
    [
      'Keras, declared as ONNX',
      { 'model.h5': '\x89HDF' },
      'onnx',
      /model\.h5, a Keras model, which is none of the formats/,
    ],
    ['a SavedModel', { 'm/saved_model.pb': 'x' }, 'pytorch', /a TensorFlow SavedModel/],
    ['LightGBM as XGBoost', { 'model.json': lightgbmText }, 'xgboost', /model\.json is declared as xgboost, but/],
    ['XGBoost as LightGBM', { 'model.txt': xgboostJson }, 'lightgbm', /does not start with "tree"/],
    ['a plain pickle as PyTorch', { 'model.pt': 'N.' }, 'pytorch', /declared as pytorch, but it holds a plain pickle/],
    [
      'PyTorch as scikit-learn',
      { 'model.pkl': torch({ 'data.pkl': 'N.' }) },
      'sklearn',
      /an archive within the archive/,
    ],
    [
      'two models',
      { 'model.json': xgboostJson, 'model.ubj': 'x' },
      'xgboost',
      /model\.json and model\.ubj, of which one/,
    ],
    ['no model', { 'notes.txt': 'x' }, 'lightgbm', /the artifact has no model\.txt/],
  ])('%s is refused as another format than declared', async (_what, files, framework, reason) => {
    const { problems, format } = await inspectOnly(files, framework);
    expect(problems.join('\n')).toMatch(reason);
    expect(format).toBeUndefined();
  });

  it('programs in code/, numbers and notes is taken, with the hash of each file', async () => {
    const files = {
      'code/inference.py': 'print()',
      'code/lib/fast.so': elf,
      'labels.txt': 'cat\ndog\nibis\n',
      'README.md': '# (c) somebody\n',
      'data.csv': 'a,b\n1,2\n',
      'a.npy': npy(`'|V${evilBinary.length}'`, evilBinary),
      'weights.pt': torch({ 'data.pkl': 'N.', 'data/0': Buffer.from('1f8b0800', 'hex'), version: '3\n' }),
    };
    const inspected = await inspectFiles(files);
    expect(inspected.problems).toEqual([]);
    expect(inspected).toMatchObject({ format: 'onnx', signature: linearSignature });
    expect(inspected.onnx && Buffer.from(inspected.onnx).equals(linearOnnx)).toBe(true);
    expect(inspected.code.map(({ path, kind }) => `${path} ${kind}`)).toEqual([
      'code/inference.py other',
      'code/lib/fast.so elf',
    ]);
    // sha256sum of "print()"
    expect(inspected.code[0]?.sha256).toBe('525d513313416cf187f44fa87e1753ee6d11552c22097537ddc32b4ed34fa68f');
  });

  it('more than one thing that must not be there is refused for each', async () => {
    const { problems } = await inspectFiles({ 'a.zip': zipOf([{ name: 'a' }]), 'x.pkl': evil, '../out': 'x' });
    for (const told of ['a.zip is an archive', 'x.pkl: ', '"../out" is refused']) {
      expect(problems).toContainEqual(expect.stringContaining(told));
    }
  });

  it('a model above the limit is refused, and not held', async () => {
    const { problems, onnx } = await inspectFiles({}, { maxModelBytes: 100 });
    expect(problems).toEqual([`model.onnx has ${linearOnnx.length} bytes, at most 100 are allowed`]);
    expect(onnx).toBeUndefined();
  });

  it('anything is hashed whole, even where the archive is refused half-way', async () => {
    const whole = await tarGz({ 'model.onnx': linearOnnx });
    const bytes = Buffer.concat([whole, Buffer.alloc(100_000, 7)]);
    const inspected = await inspectBytes(bytes);
    expect(inspected).toMatchObject({ size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
    expect(inspected.problems).toEqual([expect.stringContaining('bytes after the end of its gzip')]);
  });
});
