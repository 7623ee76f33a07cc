import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGzip } from 'node:zlib';
import * as z from 'zod';
import { readTarGz } from '../../lambdas/adapters/archive/read-tar-gz.js';
import { readZip } from '../../lambdas/adapters/archive/read-zip.js';
import { inspectArtifact } from '../../lambdas/application/validation/inspect-artifact.js';
import { projectRoot } from '../../local/environment/project-root.js';
import { TAR_END, tarEntry } from '../../tests/fixtures/tar-bytes.js';

const MB = 1024 ** 2;
const FILE = 64 * MB;
const peerSchema = z.object({ seconds: z.number(), sha256: z.string(), entries: z.array(z.string()) });

export interface ArchiveReport {
  /** Bytes expanded, and as packed. */
  readonly expanded: number;
  readonly packed: number;
  readonly seconds: { readonly ours: number; readonly python: number };
  /** Most that our process held while it read, in bytes. */
  readonly memory: number;
}

/** Inspects an artifact of this many MB by our use case, and reads it by Python's tarfile and hashlib. */
export async function benchArchive(
  size: number,
  workFolder: string,
  log: (line: string) => void,
): Promise<ArchiveReport> {
  const path = join(workFolder, 'model.tar.gz');
  log(`Making an artifact of ${size} MB.`);
  await pipeline(Readable.from(weights(size * MB)), createGzip({ level: 1 }), createWriteStream(path));
  log('Reading it.');
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 50);
  const start = performance.now();
  const artifacts = { readStream: async () => createReadStream(path, { highWaterMark: MB }) };
  const deps = { artifacts, readArchive: readTarGz, readZip };
  const found = await inspectArtifact(deps, { key: path, versionId: '' }, { framework: 'onnx' });
  const ours = (performance.now() - start) / 1000;
  clearInterval(watch);
  const script = join(projectRoot(), 'bench/archive/read.py');
  const { stdout } = await promisify(execFile)('python3', [script, path], { maxBuffer: MB });
  const peer = peerSchema.parse(JSON.parse(stdout));
  const hashes = found.entries.map(({ sha256 }) => sha256);
  if (peer.sha256 !== found.sha256 || hashes.join() !== peer.entries.join()) {
    throw new Error('the two readers do not agree on the hashes');
  }
  return {
    expanded: size * MB,
    packed: statSync(path).size,
    seconds: { ours, python: peer.seconds },
    memory: most,
  };
}

/** Random numbers that compress by about a third: a byte in three is zero. */
function* weights(total: number): Generator<Buffer> {
  for (let made = 0, number = 0; made < total; made += FILE, number += 1) {
    const size = Math.min(FILE, total - made);
    yield tarEntry({ name: `weights/${number}.dat`, size: `${size.toString(8).padStart(11, '0')}\0` });
    for (let at = 0; at < size; at += MB) {
      const part = randomBytes(Math.min(MB, size - at));
      for (let index = 0; index < part.length; index += 3) part[index] = 0;
      yield part;
    }
  }
  yield TAR_END;
}

export function renderArchiveReport({ expanded, packed, seconds, memory }: ArchiveReport): string {
  const rate = (time: number): string => `${Math.round(expanded / MB / time)} MB/s, ${time.toFixed(1)} s`;
  return [
    `${Math.round(expanded / MB)} MB, packed ${Math.round(packed / MB)} MB`,
    `cdk-mlops, inspected     ${rate(seconds.ours)}, in a process of ${Math.round(memory / MB)} MB`,
    `Python, read and hashed  ${rate(seconds.python)}`,
  ].join('\n');
}
