import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

export const SIGNATURE = {
  task: 'regression',
  inputs: [{ name: 'hum', type: 'double', required: true }],
  outputs: [{ name: 'prediction', type: 'double' }],
};

export async function archive(entries: Readonly<Record<string, string>>): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of Object.entries(entries)) tar.entry({ name }, content);
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  return gzipSync(Buffer.concat(chunks));
}

/** A whole submission on disk; `changes` adds, replaces, or (undefined) leaves files out. */
export async function submissionFolder(
  changes: Readonly<Record<string, string | Buffer | undefined>> = {},
): Promise<{ folder: string; contents: Readonly<Record<string, Buffer>> }> {
  const folder = mkdtempSync(join(tmpdir(), 'submission-'));
  const files: Record<string, string | Buffer | undefined> = {
    'model.tar.gz': await archive({ './model.onnx': 'weights', './signature.json': JSON.stringify(SIGNATURE) }),
    'evaluation.json': '{"schemaVersion":1}',
    'predictions.csv': 'row,prediction\n0,1.5\n',
    'sample.json': '{"instances":[],"predictions":[]}',
    'baseline/statistics.json': '{}',
    'baseline/baseline.csv': 'hum,prediction\n0.5,1.5\n',
    ...changes,
  };
  const contents: Record<string, Buffer> = {};
  for (const [path, content] of Object.entries(files)) {
    if (content === undefined) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    contents[path] = Buffer.from(content);
    writeFileSync(join(folder, path), contents[path]);
  }
  return { folder, contents };
}
