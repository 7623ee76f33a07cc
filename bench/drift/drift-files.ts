import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { CaptureObject } from '../../lambdas/application/capture/capture-object.js';
import { MARKS, type NumericValues } from '../../lambdas/domain/columns/column-values.js';
import { captureLines } from '../../lambdas/domain/inference/capture-lines.js';
import { COLUMN_NAMES, drawColumns, edgesOf, rowDraw, SIDES, type Side } from './draw-columns.js';

/** A capture line is some 600 bytes: more than so many tell nothing new. */
export const MOST_LINES = 200_000;

/** Names of the files that both sides read. */
export const FILES = { parquet: 'current.parquet', lines: 'current.jsonl', gzip: 'current.jsonl.gz' } as const;

/** Writes what both sides are given, Parquet apart: columns of doubles, edges, and lines as our gateway captures them. */
export function writeDriftFiles(folder: string, rows: number): void {
  for (const side of SIDES) {
    const columns = drawColumns(side, rows);
    const file = openSync(join(folder, `${side}.f64`), 'w');
    for (const column of columns) writeSync(file, new Uint8Array(column.buffer));
    closeSync(file);
    if (side === 'reference') {
      writeFileSync(join(folder, 'edges.json'), JSON.stringify(edgesOf(columns).map((edges) => [...edges])));
    }
  }
  writeCapture(folder, Math.min(rows, MOST_LINES));
}

function writeCapture(folder: string, rows: number): void {
  const draw = rowDraw('current');
  const columns = COLUMN_NAMES.map(() => new Float64Array(1));
  const lines = Array.from({ length: rows }, (_, row) => {
    draw(columns, 0, 1);
    const values = Object.fromEntries(COLUMN_NAMES.map((name, at) => [name, columns[at]?.[0] ?? 0]));
    const probability = (row % 1_000) / 1_000;
    const [line = ''] = captureLines(
      {
        model: 'bench',
        version: 1,
        slot: 'champion',
        inferenceId: `00000000-0000-4000-8000-${String(row).padStart(12, '0')}`,
        time: new Date(1_800_000_000_000 + row),
        rows: [values],
        predictions: [{ prediction: probability >= 0.5 ? 1 : 0, probability }],
      },
      () => `10000000-0000-4000-8000-${String(row).padStart(12, '0')}`,
    );
    return line;
  });
  const bytes = Buffer.from(lines.join(''));
  writeFileSync(join(folder, FILES.lines), bytes);
  writeFileSync(join(folder, FILES.gzip), gzipSync(bytes));
}

/** The columns of a side, as they come out of a batch. */
export function readColumns(folder: string, side: Side): NumericValues[] {
  const { buffer, byteOffset, byteLength } = readFileSync(join(folder, `${side}.f64`));
  const all = new Float64Array(buffer.slice(byteOffset, byteOffset + byteLength));
  const rows = all.length / COLUMN_NAMES.length;
  const marks = new Uint8Array(rows).fill(MARKS.value);
  return COLUMN_NAMES.map((_, at) => ({ kind: 'numeric', values: all.slice(at * rows, (at + 1) * rows), marks }));
}

/** A file as an object to read from. */
export async function fileObject(path: string): Promise<CaptureObject> {
  const { size, mtime } = await stat(path);
  return {
    key: path,
    size,
    lastModified: mtime,
    stream: async () => (await open(path)).createReadStream(),
    async range(start, end) {
      const file = await open(path);
      try {
        const bytes = new Uint8Array(end - start);
        await file.read(bytes, 0, bytes.length, start);
        return bytes;
      } finally {
        await file.close();
      }
    },
  };
}
