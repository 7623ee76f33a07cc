import { Readable } from 'node:stream';
import { createGzip, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readTarGz } from '../../../../lambdas/adapters/archive/read-tar-gz.js';
import { InvalidInput } from '../../../../lambdas/domain/errors.js';
import { paxRecord, TAR_END, tarEntry, tarGzOf, tarOf } from '../../../fixtures/tar-bytes.js';

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function read(bytes: Buffer): Promise<string[]> {
  const paths: string[] = [];
  for await (const { path, body } of readTarGz(once(bytes))) {
    for await (const _ of body);
    paths.push(path);
  }
  return paths;
}

const file = { name: 'a', content: 'x' };
const truncated = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length - 9);

describe('an archive', () => {
  it.each<[string, Buffer, RegExp]>([
    ['has an absolute path', tarGzOf({ name: '/etc/passwd' }), /"\/etc\/passwd" is refused: its path is absolute/],
    ['has a path of a drive', tarGzOf({ name: 'C:/x' }), /its path is absolute/],
    ['has a parent path', tarGzOf({ name: 'a/../../b' }), /its path leaves the archive by "\.\."/],
    ['has a folder outside', tarGzOf({ name: '../out/', type: '5' }), /its path leaves the archive/],
    ['has a parent path in its prefix', tarGzOf({ name: 'b', prefix: '../a' }), /its path leaves the archive/],
    [
      'has a parent path in a long name',
      tarGzOf({ name: '././@LongLink', type: 'L', content: '../evil\0' }, file),
      /"\.\.\/evil" is refused/,
    ],
    [
      'has a parent path in a pax header',
      tarGzOf({ name: 'p', type: 'x', content: paxRecord('path', '../evil') }, file),
      /"\.\.\/evil" is refused/,
    ],
    ['has a control character in a name', tarGzOf({ name: 'a\nb' }), /control character/],
    ['has a name that is no UTF-8', tarGzOf({ name: Buffer.from([0x61, 0xff, 0xfe]) }), /invalid UTF-8/],
    ['has a symbolic link', tarGzOf({ name: 'a', type: '2', link: '/etc/passwd' }), /is a symlink/],
    ['has a hard link', tarGzOf(file, { name: 'b', type: '1', link: 'a' }), /is a link/],
    ['has a character device', tarGzOf({ name: 'a', type: '3' }), /is a character-device/],
    ['has a block device', tarGzOf({ name: 'a', type: '4' }), /is a block-device/],
    ['has a pipe', tarGzOf({ name: 'a', type: '6' }), /is a fifo/],
    ['has a sparse file', tarGzOf({ name: 'a', type: 'S' }), /is a sparse file/],
    ['has an entry of an unknown type', tarGzOf({ name: 'a', type: 'Z' }), /of the unknown type "Z"/],
    ['has a folder with content', tarGzOf({ name: 'a/', type: '5', content: 'x' }), /is a folder of 1 bytes/],
    ['has a file with the name of a folder', tarGzOf({ name: 'a/' }), /without empty parts/],
    ['names a path twice', tarGzOf(file, { name: './a' }), /names "a" twice/],
    ['has names that differ in case', tarGzOf(file, { name: 'A' }), /differ only in case or Unicode form/],
    [
      'has names that differ in Unicode form',
      tarGzOf({ name: 'é' }, { name: 'e\u0301' }),
      /differ only in case or Unicode form/,
    ],
    ['has a file that is a folder too', tarGzOf(file, { name: 'a/b' }), /"a" as a file and as a folder/],
    ['has a folder that is a file too', tarGzOf({ name: 'a/b' }, file), /"a" as a file and as a folder/],
    ['has a wrong checksum', tarGzOf({ ...file, checksum: '000001\0 ' }), /a header has a wrong checksum/],
    ['has a checksum that is no number', tarGzOf({ ...file, checksum: '12345x\0 ' }), /the checksum "12345x/],
    ['has a size that is no number', tarGzOf({ ...file, size: '0000000001x\0' }), /the size "0000000001x"/],
    [
      'has a negative size',
      tarGzOf({ ...file, size: Buffer.from('ffffffffffffffffffffffff', 'hex') }),
      /a header has a negative size/,
    ],
    [
      'has a size that no file has',
      tarGzOf({ ...file, size: Buffer.from('807fffffffffffffffffffff', 'hex') }),
      /a size that no file has/,
    ],
    ['has a size beyond its end', tarGzOf({ ...file, size: '77777777777\0' }), /its tar is cut off/],
    [
      'is of no known tar',
      tarGzOf({ ...file, magic: '\0\0\0\0\0\0\0\0' }),
      /not one of ustar, pax or GNU tar: pack it by tar -czf/,
    ],
    [
      'sets a size by pax',
      tarGzOf({ name: 'p', type: 'x', content: paxRecord('size', '4096') }, file),
      /pax header that sets "size" to "4096"/,
    ],
    [
      'sets a name for all files by pax',
      tarGzOf({ name: 'p', type: 'g', content: paxRecord('path', 'b') }, file),
      /pax header that sets "path"/,
    ],
    ['has a damaged pax header', tarGzOf({ name: 'p', type: 'x', content: '9 path=a' }, file), /pax header is damaged/],
    [
      'has a name of a megabyte',
      tarGzOf({ name: '././@LongLink', type: 'L', content: 'a'.repeat(1024 ** 2) }, file),
      /a name or extension of 1048576 bytes/,
    ],
    [
      'has a name without its file',
      tarGzOf({ name: 'L', type: 'L', content: 'b' }),
      /a name is not followed by its file/,
    ],
    [
      'has files after its end',
      gzipSync(Buffer.concat([tarOf(file), tarEntry(file)])),
      /files after the end of its tar/,
    ],
    ['has no end', gzipSync(tarEntry(file)), /its tar is cut off/],
    ['is a truncated gzip', truncated(tarGzOf(file)), /its gzip is cut off/],
    [
      'has bytes after its gzip',
      Buffer.concat([tarGzOf(file), Buffer.from('garbage')]),
      /bytes after the end of its gzip/,
    ],
    ['has zeros after its gzip', Buffer.concat([tarGzOf(file), TAR_END]), /bytes after the end of its gzip/],
    ['has a second gzip', Buffer.concat([tarGzOf(file), tarGzOf(file)]), /bytes after the end of its gzip/],
    ['is a tar without gzip', tarOf(file), /does not start as a gzip does/],
    ['is a zip', Buffer.from('PK\x03\x04 and so on'), /does not start as a gzip does/],
    [
      'has a wrong checksum of its gzip',
      Buffer.concat([tarGzOf(file).subarray(0, -8), Buffer.alloc(4), tarGzOf(file).subarray(-4)]),
      /the checksum of its gzip is wrong/,
    ],
  ])('that %s is refused, and the reason says so', async (_what, bytes, reason) => {
    const problem = await read(bytes).catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(InvalidInput);
    expect(String(problem)).toMatch(reason);
  });

  it('of GNU tar and of pax is read with long names', async () => {
    const long = `${'d/'.repeat(80)}file`;
    const bytes = tarGzOf(
      { name: '././@LongLink', type: 'L', content: `${long}\0`, magic: 'ustar  \0' },
      { name: 'd', magic: 'ustar  \0' },
      { name: 'p', type: 'x', content: `${paxRecord('mtime', '1.5')}${paxRecord('path', 'ümlaut')}` },
      { name: 'u' },
      { name: 'tail', prefix: 'front' },
    );
    expect(await read(bytes)).toEqual([long, 'ümlaut', 'front/tail']);
  });

  it('of a thousand to one is refused for its ratio, in memory that does not grow with it', async () => {
    const zeros = Buffer.alloc(1024 ** 2);
    async function* gigabyte(): AsyncGenerator<Uint8Array> {
      yield tarEntry({ name: 'bomb', size: `${(1024 ** 3).toString(8).padStart(11, '0')}\0` });
      for (let count = 0; count < 1024; count += 1) yield zeros;
      yield TAR_END;
    }
    const before = process.memoryUsage().rss;
    let most = before;
    const reading = async (): Promise<void> => {
      // A ratio that lets it pass: what counts here is the memory. By default it is refused.
      const source = Readable.from(gigabyte()).pipe(createGzip({ level: 1 }));
      for await (const { body } of readTarGz(source, { maxRatio: 2000 })) {
        for await (const _ of body) most = Math.max(most, process.memoryUsage().rss);
      }
    };
    await reading();
    expect(most - before).toBeLessThan(300 * 1024 ** 2);
    const packed: Buffer[] = [];
    for await (const chunk of Readable.from(gigabyte()).pipe(createGzip({ level: 9 }))) packed.push(chunk);
    const bomb = Buffer.concat(packed);
    expect(bomb.length).toBeLessThan(1024 ** 3 / 900);
    await expect(read(bomb)).rejects.toThrow(/more than 100 times its \d+ compressed bytes .* decompression bomb/);
  });

  it('tells what is wrong with each of its entries, and goes on with the others', async () => {
    const problems: string[] = [];
    const bytes = tarGzOf({ name: '../a' }, file, { name: 'l', type: '2', link: 'a' }, { name: 'b', content: 'y' });
    const paths: string[] = [];
    const onProblem = (problem: string) => problems.push(problem);
    for await (const { path } of readTarGz(once(bytes), { onProblem })) paths.push(path);
    expect(paths).toEqual(['a', 'b']);
    expect(problems).toEqual([expect.stringContaining('"../a"'), expect.stringContaining('"l" is a symlink')]);
  });
});
