import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { extract } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { readTarGz } from '../../../lambdas/adapters/archive/read-tar-gz.js';
import { readZip } from '../../../lambdas/adapters/archive/read-zip.js';
import { InvalidInput } from '../../../lambdas/domain/errors.js';
import type { ArchiveEntry } from '../../../lambdas/ports/archive-reader.js';
import { paxRecord, TAR_END, type TarFields, tarEntry } from '../../fixtures/tar-bytes.js';
import { zipOf } from '../../fixtures/zip-bytes.js';

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Path and hash of each file; a text where the archive is refused. Any other error fails the test. */
async function listed(entries: AsyncIterable<ArchiveEntry>): Promise<string[] | 'refused'> {
  const files: string[] = [];
  try {
    for await (const { path, body } of entries) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of body) chunks.push(chunk);
      files.push(`${path} ${sha256(Buffer.concat(chunks))}`);
    }
    return files;
  } catch (error) {
    if (error instanceof InvalidInput) return 'refused';
    throw error;
  }
}

/** The same by tar-stream, which takes more; what is no plain file, or lies outside, is named as such. */
async function listedByPeer(tar: Buffer): Promise<string[]> {
  const files: string[] = [];
  const reader = extract();
  Readable.from([tar]).pipe(reader);
  for await (const entry of reader) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of entry) if (chunk instanceof Uint8Array) chunks.push(chunk);
    const { name, type } = entry.header;
    const path = name.replace(/^(\.\/+)+/, '');
    const outside = path.startsWith('/') || path.split('/').includes('..');
    if (type === 'directory' && !outside) continue;
    const what = outside || !['file', 'contiguous-file'].includes(type ?? '') ? `${type} ` : '';
    files.push(`${what}${path} ${sha256(Buffer.concat(chunks))}`);
  }
  return files;
}

const name = fc.constantFrom('model.onnx', 'signature.json', 'code/a.py', './b', 'ü', 'A', 'a', 'd/', 'd/e');
const content = fc.constantFrom('', 'x', '{}', 'y'.repeat(511), 'z'.repeat(513));
const harmless: fc.Arbitrary<TarFields> = fc.record({ name, content });
const hostile: fc.Arbitrary<TarFields> = fc.oneof(
  fc.record({ name: fc.constantFrom('../a', '/etc/x', 'a/../../b', '..', './../x') }),
  fc.record({
    name,
    type: fc.constantFrom('1', '2', '3', '4', '6'),
    link: fc.constantFrom('a', '/etc/passwd', '../b'),
  }),
  fc.constantFrom<TarFields>(
    { name: 'p', type: 'x', content: paxRecord('path', '../evil') },
    { name: 'L', type: 'L', content: '/evil\0' },
    { name: 'p', type: 'x', content: paxRecord('size', '1') },
  ),
);

/** A change of one byte of one header or body, after which the header's checksum is right again. */
interface Change {
  readonly at: number;
  readonly value: number;
  readonly repaired: boolean;
}
const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(4096),
  value: fc.oneof(fc.nat(255), fc.constantFrom(0, 0x2e, 0x2f, 0x30, 0x31, 0x32, 0x35, 0x78, 0x80, 0xff)),
  repaired: fc.boolean(),
});

function changed(tar: Buffer, changes: readonly Change[]): Buffer {
  const bytes = Buffer.from(tar);
  for (const { at, value, repaired } of changes) {
    const place = at % bytes.length;
    bytes[place] = value;
    if (!repaired) continue;
    const header = bytes.subarray(place - (place % 512), place - (place % 512) + 512);
    header.fill(' ', 148, 156);
    header.write(
      `${header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
    );
  }
  return bytes;
}

const tarOf = (entries: readonly TarFields[]): Buffer => Buffer.concat([...entries.map(tarEntry), TAR_END]);
const gzipped = (tar: Buffer): Buffer => gzipSync(tar, { level: 1 });
const readOurs = (bytes: Buffer): Promise<string[] | 'refused'> => listed(readTarGz(Readable.from([bytes])));

describe('readTarGz', () => {
  it('takes or refuses any bytes', { timeout: 60_000 }, async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 600 }).map((any) => Buffer.from(any)),
      fc.uint8Array({ maxLength: 1600 }).map((any) => gzipped(Buffer.from(any))),
      fc.tuple(fc.array(harmless, { maxLength: 3 }), fc.nat(2000), fc.nat(255)).map(([entries, at, value]) => {
        const packed = gzipped(tarOf(entries));
        packed[at % packed.length] = value;
        return packed.subarray(0, value % 7 === 0 ? at % packed.length : packed.length);
      }),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (any) => {
        await readOurs(any);
      }),
      { numRuns: 4_000 },
    );
  });

  it('takes nothing that tar-stream sees otherwise, and nothing that is hostile by it', {
    timeout: 60_000,
  }, async () => {
    let [taken, refused] = [0, 0];
    const entries = fc
      .tuple(fc.array(harmless, { maxLength: 3 }), fc.option(hostile, { freq: 1 }), fc.nat(3))
      .map(([good, bad, at]) => (bad === null ? good : [...good.slice(0, at), bad, ...good.slice(at)]));
    await fc.assert(
      fc.asyncProperty(entries, fc.array(change, { maxLength: 3 }), async (given, changes) => {
        const tar = changed(tarOf(given), changes);
        const ours = await readOurs(gzipped(tar));
        if (ours === 'refused') refused += 1;
        else {
          taken += 1;
          expect(ours).toEqual(await listedByPeer(tar));
        }
      }),
      { numRuns: 6_000 },
    );
    expect(taken).toBeGreaterThan(500);
    expect(refused).toBeGreaterThan(500);
  });

  it('refuses every archive with something hostile in it that was not changed', { timeout: 60_000 }, async () => {
    const harmlessChange = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(hostile, harmless, harmlessChange, async (bad, good, changes) => {
        const around = tarEntry({ ...good, content: 'c'.repeat(400) });
        for (const [at, value] of changes) around[512 + at] = value;
        const archive = Buffer.concat([around, tarEntry(bad), tarEntry({ name: 'end' }), TAR_END]);
        expect(await readOurs(gzipped(archive))).toBe('refused');
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('readZip', () => {
  it('takes or refuses any changed zip, and leaves no file behind', { timeout: 60_000 }, async () => {
    const spooled = async () => (await readdir(tmpdir())).filter((entry) => entry.startsWith('mlops-zip-'));
    const before = await spooled();
    const zip = zipOf([
      { name: 'm/data.pkl', content: 'x'.repeat(50) },
      { name: 'm/data/0', content: 'y'.repeat(90), deflated: true },
    ]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(zip.length - 1), fc.nat(255)), { maxLength: 4 }), async (changes) => {
        const bytes = Buffer.from(zip);
        for (const [at, value] of changes) bytes[at] = value;
        const files = await listed(readZip(Readable.from([bytes])));
        if (files === 'refused') return;
        const paths = files.map((file) => file.split(' ')[0] ?? '');
        expect(paths.filter((path) => path.startsWith('/') || path.split('/').includes('..'))).toEqual([]);
      }),
      { numRuns: 500 },
    );
    expect((await spooled()).filter((entry) => !before.includes(entry))).toEqual([]);
  });
});
