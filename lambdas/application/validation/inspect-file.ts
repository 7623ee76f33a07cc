import { parseNpyHeader } from '../../domain/artifact/formats/npy-header.js';
import {
  ARCHIVES,
  EXECUTABLES,
  type FileKind,
  HEAD_BYTES,
  isExecutableName,
  isPickleName,
  isZipName,
  sniffFile,
} from '../../domain/artifact/formats/sniff-file.js';
import type { PickleScan } from '../../domain/artifact/pickle/pickle-scan.js';
import { scanPickleStream } from '../../domain/artifact/pickle/scan-pickle.js';
import { MlopsError } from '../../domain/errors.js';
import type { ArchiveEntry, ReadZip } from '../../ports/archive-reader.js';
import { HashedStream } from './hashed-stream.js';
import { type Compression, compressionOf, inflate } from './inflate.js';
import { inspectZip } from './inspect-zip.js';
import type { InspectedFile, InspectedPickle } from './inspected-artifact.js';

export interface InspectionTools {
  readonly readZip: ReadZip;
  /** The policy's allow-list. */
  readonly allow: readonly string[];
}

/** What is found on the way through an archive. */
export interface Findings {
  readonly entries: InspectedFile[];
  readonly problems: string[];
  readonly pickles: InspectedPickle[];
}

export interface FileOptions {
  /** Bytes that the file may have, which is then kept. */
  readonly keep?: number;
  /** Gets the problem of a file that has more; by default it is one of the findings. */
  readonly onTooLarge?: ((problem: string) => void) | undefined;
  /** The zip that it lies in, as a path with `!` at its end. */
  readonly within?: string;
}

const CODE = 'code/';
/** Compressions that joblib writes by itself, and that the scan of a pickle looks through. */
const COMPRESSIONS: readonly FileKind[] = ['gzip', 'bzip2', 'xz'];
/** A torch archive's raw numbers, whose first bytes can be any. */
const isStorage = (path: string): boolean => /^[^/]+\/data\/\d+$/.test(path);

/** Hashes a file to its end, and looks for what must not be in it. Answers with its content where that is kept. */
export async function inspectFile(
  { path, size, body }: ArchiveEntry,
  tools: InspectionTools,
  findings: Findings,
  { keep, onTooLarge = (problem) => findings.problems.push(problem), within = '' }: FileOptions = {},
): Promise<Uint8Array | undefined> {
  const stream = new HashedStream(body);
  const head = await stream.head(HEAD_BYTES);
  const kind = within !== '' && isStorage(path) ? 'other' : sniffFile(head, head.length >= size);
  const full = `${within}${path}`;
  refuseKind(full, kind, within !== '', findings);
  let kept: Uint8Array | undefined;
  if (kind === 'zip' && within === '' && isZipName(path)) {
    await inspectZip(full, tools.readZip, stream.rest(), findings, (entry) =>
      inspectFile(entry, tools, findings, { within: `${full}!` }),
    );
  } else if (kind === 'npy') {
    await inspectArray(full, head, stream, tools, findings);
  } else if (mayBePickle(path, kind)) {
    await inspectPickle(full, head, stream, tools, findings);
  } else if (keep !== undefined && kind === 'other') {
    if (size > keep) onTooLarge(`${full} has ${size} bytes, at most ${keep} are allowed`);
    else kept = await collect(stream.rest());
  }
  const sha256 = await stream.end();
  if (within === '') findings.entries.push({ path, size: stream.size, sha256, kind });
  return kept;
}

function refuseKind(path: string, kind: FileKind, isInner: boolean, { problems }: Findings): void {
  const isProgram = EXECUTABLES.includes(kind) || isExecutableName(path);
  if (isProgram && !path.startsWith(CODE)) {
    const what = EXECUTABLES.includes(kind) ? kind : 'a program by its name';
    problems.push(`${path} can be executed (${what}): expected programs below ${CODE} only`);
    return;
  }
  if (!ARCHIVES.includes(kind)) return;
  if (kind === 'zip' && isZipName(path) && !isInner) return;
  if (COMPRESSIONS.includes(kind) && isPickleName(path) && !isInner) return;
  problems.push(`${path} is an archive within the archive (${kind}): put its files into model.tar.gz themselves`);
}

function mayBePickle(path: string, kind: FileKind): boolean {
  if (kind === 'pickle') return true;
  if (kind === 'empty' || kind === 'zip') return false;
  return isPickleName(path) && !isStorage(path);
}

/** An array of numbers is data; one of objects is a header and a pickle. */
async function inspectArray(
  path: string,
  head: Uint8Array,
  stream: HashedStream,
  tools: InspectionTools,
  findings: Findings,
): Promise<void> {
  const header = parseNpyHeader(head);
  if (header === undefined) {
    findings.problems.push(`${path} is no whole array of NumPy: its header can't be read`);
  } else if (header.objects) {
    addScan(path, await scanPickleStream(stream.rest(header.length), { allow: tools.allow }), findings);
  }
}

async function inspectPickle(
  path: string,
  head: Uint8Array,
  stream: HashedStream,
  tools: InspectionTools,
  findings: Findings,
): Promise<void> {
  const form = /!.*(^|\/)data\.pkl$/.test(path) ? 'torch' : 'file';
  const compression = compressionOf(head);
  if (compression === 'other') {
    findings.problems.push(`${path} is compressed in a way that is not looked through: save it without, or by zlib`);
    return;
  }
  try {
    const scan = await scanPickleStream(plain(stream, compression), { allow: tools.allow, form });
    // A text can start as a pickle does; one by name, by its first byte, or that imports something is one.
    const isOne = isPickleName(path) || head[0] === 0x80 || scan.imports.length + scan.calls.length > 0;
    if (isOne) addScan(path, scan, findings);
  } catch (error) {
    if (!(error instanceof MlopsError) || error.retryable) throw error;
    findings.problems.push(`${path}: ${error.message}`);
  }
}

const plain = (stream: HashedStream, compression: Exclude<Compression, 'other'> | undefined) =>
  compression === undefined ? stream.rest() : inflate(stream.rest(), compression);

function addScan(path: string, scan: PickleScan, { pickles, problems }: Findings): void {
  pickles.push({ path, scan });
  problems.push(...scan.problems.map((problem) => `${path}: ${problem}`));
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}
