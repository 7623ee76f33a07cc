import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Line, readLines } from '../../../../lambdas/application/read-lines.js';

async function all(source: AsyncIterable<Uint8Array>, limit: number): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const line of readLines(source, limit)) lines.push(line);
  return lines;
}

const collect = async (chunks: readonly Uint8Array[], limit = 1000) => {
  const source = (async function* () {
    yield* chunks;
  })();
  return all(source, limit);
};
const line = (number: number, text: string) => ({ kind: 'line', number, text });

describe('reading lines', () => {
  it('reads gzip of several members, cut anywhere, with or without a newline at the end', async () => {
    const bytes = Buffer.concat([gzipSync('a\nbé\n'), gzipSync('c\n\nd')]);
    const cut = [...bytes].map((byte) => Uint8Array.of(byte));
    expect(await collect(cut)).toEqual([line(1, 'a'), line(2, 'bé'), line(3, 'c'), line(5, 'd')]);
  });

  it('reads plain text, and nothing from an empty object', async () => {
    expect(await collect([Buffer.from('a\r\nb')])).toEqual([line(1, 'a'), line(2, 'b')]);
    expect(await collect([])).toEqual([]);
  });

  it('gives what stands before the damage of a truncated object, and says so', async () => {
    const whole = gzipSync(Array.from({ length: 500 }, (_, i) => `line ${i} ${Math.sin(i)}`).join('\n'));
    const lines = await collect([whole.subarray(0, whole.length / 2)]);
    expect(lines.at(0)).toEqual(line(1, 'line 0 0'));
    expect(lines.at(-1)).toMatchObject({ kind: 'damaged' });
  });

  it('skips a line over the limit without keeping it, and goes on after it', async () => {
    const huge = Buffer.alloc(100 * 1024 * 1024, 'x');
    const before = process.memoryUsage().arrayBuffers;
    const bytes = gzipSync(Buffer.concat([Buffer.from('a\n'), huge, Buffer.from('\nb\n')]), { level: 1 });
    expect(await collect([bytes], 1024 * 1024)).toEqual([line(1, 'a'), { kind: 'too-long', number: 2 }, line(3, 'b')]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(400 * 1024 * 1024);
  });

  it('says that a source that broke may be read again', async () => {
    const source = (async function* () {
      yield gzipSync('a\n');
      throw new Error('connection lost');
    })();
    await expect(all(source, 10)).rejects.toMatchObject({
      name: 'DependencyUnavailable',
      message: expect.stringContaining('connection lost'),
    });
  });
});
