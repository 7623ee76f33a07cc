import { gzipSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { readTarGz } from '../../../../lambdas/adapters/archive/read-tar-gz.js';
import { InvalidInput } from '../../../../lambdas/domain/errors.js';
import type { ArchiveLimits } from '../../../../lambdas/ports/archive-reader.js';

type Entry = [Partial<Header> & { name: string }, string?];

async function archive(entries: readonly Entry[]): Promise<Buffer> {
  const tar = pack();
  for (const [header, text] of entries) tar.entry(header, text ?? '');
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return gzipSync(Buffer.concat(chunks));
}

async function* inChunks(bytes: Buffer, size = 100): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Buffer, limits?: ArchiveLimits): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for await (const { path, body } of readTarGz(inChunks(bytes), limits)) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    files[path] = Buffer.concat(chunks).toString();
  }
  return files;
}

describe('readTarGz', () => {
  it('yields plain files with their content, empty ones included, and leaves directories out', async () => {
    const big = 'x'.repeat(200_000);
    const bytes = await archive([
      [{ name: './', type: 'directory' }],
      [{ name: './model.onnx' }, big],
      [{ name: 'baseline/', type: 'directory' }],
      [{ name: 'baseline/empty.csv' }, ''],
      [{ name: 'last.json' }, '{}'],
    ]);
    expect(await read(bytes)).toEqual({ 'model.onnx': big, 'baseline/empty.csv': '', 'last.json': '{}' });
  });

  it('goes on to the next file when a body was not read', async () => {
    const bytes = await archive([
      [{ name: 'a' }, 'x'.repeat(100_000)],
      [{ name: 'b' }, 'y'],
    ]);
    const paths: string[] = [];
    for await (const entry of readTarGz(inChunks(bytes))) paths.push(entry.path);
    expect(paths).toEqual(['a', 'b']);
  });

  it.each<[string, Entry]>([
    ['an absolute path', [{ name: '/etc/passwd' }, 'x']],
    ['a parent path', [{ name: 'a/../../b' }, 'x']],
    ['a backslash', [{ name: '..\\b' }, 'x']],
    ['a symbolic link', [{ name: 'a', type: 'symlink', linkname: '/etc/passwd' }]],
    ['a hard link', [{ name: 'a', type: 'link', linkname: 'b' }]],
    ['a device', [{ name: 'a', type: 'character-device' }]],
  ])('refuses %s', async (_what, entry) => {
    await expect(read(await archive([entry]))).rejects.toBeInstanceOf(InvalidInput);
  });

  it('refuses a path that comes twice, since the later would replace what was checked', async () => {
    await expect(
      read(
        await archive([
          [{ name: 'a' }, '1'],
          [{ name: './a' }, '2'],
        ]),
      ),
    ).rejects.toThrow(/"a" twice/);
  });

  it('stops at its limits of entries and of expanded bytes', async () => {
    const bytes = await archive([
      [{ name: 'a' }, 'x'.repeat(50_000)],
      [{ name: 'b' }, 'y'],
    ]);
    await expect(read(bytes, { maxEntries: 1 })).rejects.toThrow(/more than the allowed 1 entries/);
    await expect(read(bytes, { maxExpandedBytes: 20_000 })).rejects.toThrow(/allowed 20000 bytes/);
  });

  it.each([
    ['text', Buffer.from('this is no archive')],
    ['a gzip of text', gzipSync('a'.repeat(600))],
    ['nothing', Buffer.alloc(0)],
  ])('says that %s is no gzipped tar', async (_what, bytes) => {
    await expect(read(bytes)).rejects.toThrow(/not a whole gzipped tar/);
  });

  it('refuses an archive that was cut off', async () => {
    const bytes = await archive([[{ name: 'a' }, String(Math.PI).repeat(5000)]]);
    await expect(read(bytes.subarray(0, bytes.length - 20))).rejects.toBeInstanceOf(InvalidInput);
  });

  it('passes a fault of the source on as it is', async () => {
    const bytes = await archive([[{ name: 'a' }, 'x'.repeat(5000)]]);
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 30);
      throw new Error('connection reset');
    }
    const reading = async () => {
      for await (const { body } of readTarGz(failing())) for await (const _ of body);
    };
    await expect(reading()).rejects.toThrow(/^connection reset$/);
  });

  it('stops the source when the reader stops', async () => {
    const bytes = await archive([
      [{ name: 'a' }, 'x'],
      [{ name: 'b' }, 'y'.repeat(500_000)],
    ]);
    let closed = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        yield* inChunks(bytes, 10);
      } finally {
        closed = true;
      }
    }
    for await (const entry of readTarGz(source())) if (entry.path === 'a') break;
    expect(closed).toBe(true);
  });
});
