import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { CaptureSchema } from '../../lambdas/application/capture/capture-object.js';
import { readAll } from '../fixtures/capture-objects.js';
import { askPeer } from './peer.js';

const of = (type: 'double' | 'string', ...names: string[]) => names.map((name) => ({ name, type, required: false }));
const schema: CaptureSchema = {
  columns: [
    ...of('double', 'double', 'float', 'int64', 'int8', 'uint32', 'decimal'),
    ...of('string', 'text', 'coded', 'boolean', 'list'),
  ],
  prediction: 'numeric',
};

/** The table of pyarrow/answer.py. */
const expected = Array.from({ length: 1000 }, (_, i) => [
  new Date(Date.UTC(2026, 0, 1) + i).toISOString(),
  i % 7 ? i * 0.5 : null,
  i * 0.25,
  i % 11 ? i - 500 : null,
  i % 100,
  4_000_000_000 + i,
  i / 4,
  i % 5 ? `c${i % 9}` : null,
  `k${i % 3}`,
  i % 13 ? String(i % 2 === 0) : null,
  undefined,
]);

const options = [
  ...['none', 'snappy', 'gzip', 'brotli', 'zstd', 'lz4'].flatMap((compression) =>
    [true, false].flatMap((use_dictionary) =>
      ['1.0', '2.0'].map((data_page_version) => ({ compression, use_dictionary, data_page_version })),
    ),
  ),
  {
    use_dictionary: false,
    column_encoding: { int64: 'DELTA_BINARY_PACKED', text: 'DELTA_BYTE_ARRAY', double: 'BYTE_STREAM_SPLIT' },
  },
  { use_deprecated_int96_timestamps: true },
];

it('reads what pyarrow writes, in every codec, encoding and kind of page', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pyarrow-'));
  try {
    const questions = options.map((one, index) => ({ kind: 'write', path: join(folder, `${index}`), options: one }));
    const answers = await askPeer('pyarrow', questions);
    expect(answers).toEqual(options.map(() => ({ rows: 1000 })));
    for (const { path, options: written } of questions) {
      const { rows } = await readAll(await readFile(path), schema);
      expect({ written, rows: rows.map(({ time, values }) => [time, ...values]) }).toEqual({ written, rows: expected });
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
