import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { readZip } from '../../../../lambdas/adapters/archive/read-zip.js';
import { InvalidInput } from '../../../../lambdas/domain/errors.js';
import { zipOf } from '../../../fixtures/zip-bytes.js';

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function read(bytes: Buffer): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for await (const { path, body } of readZip(once(bytes))) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    files[path] = Buffer.concat(chunks).toString();
  }
  return files;
}

const file = { name: 'model/data.pkl', content: 'x'.repeat(100) };
const spooled = async (): Promise<string[]> =>
  (await readdir(tmpdir())).filter((name) => name.startsWith('mlops-zip-'));

describe('readZip', () => {
  it('yields stored and deflated files, leaves folders out, and leaves no file behind', async () => {
    const before = await spooled();
    const bytes = zipOf([{ name: 'model/', mode: 0o040755 }, file, { name: 'model/b', content: 'y', deflated: true }]);
    expect(await read(bytes)).toEqual({ 'model/data.pkl': file.content, 'model/b': 'y' });
    expect((await spooled()).filter((name) => !before.includes(name))).toEqual([]);
  });

  it.each<[string, Buffer, RegExp]>([
    ['has an absolute path', zipOf([{ name: '/etc/passwd' }]), /its path is absolute/],
    ['has a parent path', zipOf([{ name: '../a' }]), /its path leaves the archive/],
    ['has a backslash in a path', zipOf([{ name: 'a\\..\\b' }]), /a backslash/],
    ['has a symbolic link', zipOf([{ name: 'a', mode: 0o120777, content: '/etc/passwd' }]), /is a symlink/],
    ['names a path twice', zipOf([file, file]), /names "model\/data.pkl" twice/],
    ['is encrypted', zipOf([{ ...file, flags: 1, size: 88 }]), /is encrypted/],
    ['is compressed in another way', zipOf([{ ...file, method: 12 }]), /compressed by method 12/],
    [
      'has another name in an entry',
      zipOf([{ ...file, local: { name: 'model/DATA.pkl' } }]),
      /is another one in its own header/,
    ],
    ['has another size in an entry', zipOf([{ ...file, local: { size: 7 } }]), /is another one in its own header/],
    ['has another method in an entry', zipOf([{ ...file, local: { method: 8 } }]), /is another one in its own header/],
    ['has a second name in an entry', zipOf([{ ...file, extra: secondName('evil') }]), /has a second name/],
    ['has bytes before it', zipOf([file], { before: Buffer.from('#!/bin/sh\n') }), /bytes before its first entry/],
    ['has a comment', zipOf([file], { comment: 'PK' }), /bytes after its end/],
    ['has its directory elsewhere', zipOf([file], { shift: -1 }), /zip is not whole/],
    ['is cut off', zipOf([file]).subarray(0, -30), /zip is not whole/],
    ['is none', Buffer.from('PK\x03\x04 nothing'), /zip is not whole/],
    [
      'is a bomb',
      zipOf([{ name: 'zeros', content: Buffer.alloc(64 * 1024 ** 2), deflated: true }]),
      /that ratio is refused as a decompression bomb/,
    ],
    ['states a size that is too small', zipOf([{ ...file, deflated: true, size: 3 }]), /zip is not whole: entry/],
  ])('that %s is refused, and the reason says so', async (_what, bytes, reason) => {
    const problem = await read(bytes).catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(InvalidInput);
    expect(String(problem)).toMatch(reason);
  });
});

/** Info-ZIP's Unicode path, which some programs go by. */
function secondName(name: string): Buffer {
  const field = Buffer.alloc(9 + name.length);
  field.writeUInt16LE(0x7075, 0);
  field.writeUInt16LE(5 + name.length, 2);
  field.writeUInt8(1, 4);
  field.write(name, 9);
  return field;
}
