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
import type { ExpansionBudget } from './expansion-budget.js';
import { HashedStream } from './hashed-stream.js';
import { compressionOf, inflate, isInflatable, isZlib } from './inflate.js';
import { inspectZip } from './inspect-zip.js';
import type { InspectedFile, InspectedPickle } from './inspected-artifact.js';

export interface InspectionTools {
  readonly readZip: ReadZip;
  /** The policy's allow-list. */
  readonly allow: readonly string[];
  /** Of all that is compressed in the artifact. */
  readonly budget: ExpansionBudget;
  /** Bytes of a zip. */
  readonly maxZipBytes: number;
  /** Gets the problem of a file that has more than may be looked at; by default it is one of the findings. */
  readonly onTooLarge?: ((problem: string) => void) | undefined;
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
  /** The zip that it lies in, as a path with `!` at its end. */
  readonly within?: string;
}

const CODE = 'code/';
/** Compressions that pickles have: the scan looks through them, or says which it does not. */
const COMPRESSIONS: readonly FileKind[] = ['gzip', 'bzip2', 'xz', 'lzma', 'lz4', 'zstd', 'zfile'];
const ADVICE = ', and name a pickle that joblib compressed as one, e.g. model.joblib.gz';
/** A torch archive's raw numbers, whose first bytes can be any. */
const isStorage = (path: string): boolean => /^[^/]+\/data\/\d+$/.test(path);

/** Hashes a file to its end, and looks for what must not be in it. Answers with its content where that is kept. */
export async function inspectFile(
  { path, size, body }: ArchiveEntry,
  tools: InspectionTools,
  findings: Findings,
  { keep, within = '' }: FileOptions = {},
): Promise<Uint8Array | undefined> {
  const stream = new HashedStream(body);
  const head = await stream.head(HEAD_BYTES);
  const isNumbers = within !== '' && isStorage(path);
  const kind = isNumbers ? 'other' : sniffFile(head, head.length >= size);
  const full = `${within}${path}`;
  const { onTooLarge = (problem: string) => findings.problems.push(problem) } = tools;
  const tell = (most: number) => onTooLarge(`${full} has ${size} bytes, at most ${most} are allowed`);
  refuseKind(full, kind, within !== '', findings);
  let kept: Uint8Array | undefined;
  if (kind === 'zip' && within === '' && isZipName(path)) {
    if (size > tools.maxZipBytes) tell(tools.maxZipBytes);
    else {
      await inspectZip(full, tools.readZip, stream.rest(), findings, (entry) => {
        tools.budget.take(entry.size);
        return inspectFile(entry, tools, findings, { within: `${full}!` });
      });
    }
  } else if (kind === 'npy') {
    await inspectArray({ path: full, size }, head, stream, tools, findings);
  } else if (mayBePickle(path, kind) || (kind === 'other' && !isNumbers && isZlib(head))) {
    await inspectPickle(full, head, stream, tools, findings);
  } else if (keep !== undefined && kind === 'other') {
    if (size > keep) tell(keep);
    else kept = await collect(stream.rest(), size);
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
  const advice = COMPRESSIONS.includes(kind) ? ADVICE : '';
  problems.push(
    `${path} is an archive within the archive (${kind}): put its files into model.tar.gz themselves${advice}`,
  );
}

function mayBePickle(path: string, kind: FileKind): boolean {
  if (kind === 'pickle') return true;
  if (kind === 'empty' || kind === 'zip') return false;
  return isPickleName(path) && !isStorage(path);
}

/** An array of numbers is data; one of objects is a header and a pickle. */
async function inspectArray(
  { path, size }: Pick<ArchiveEntry, 'path' | 'size'>,
  head: Uint8Array,
  stream: HashedStream,
  tools: InspectionTools,
  findings: Findings,
): Promise<void> {
  const header = parseNpyHeader(head);
  if (header === undefined) {
    findings.problems.push(`${path} has a header that is not as NumPy writes it: save it again by numpy.save`);
  } else if (header.objects) {
    addScan(path, await scanPickleStream(stream.rest(header.length), { allow: tools.allow }), findings);
  } else if (header.length + header.size !== size) {
    const expected = header.length + header.size;
    findings.problems.push(`${path} has ${size} bytes, and its header says ${expected}: save each array to a file`);
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
  const named = isPickleName(path);
  if (named && compression !== undefined && !isInflatable(compression)) {
    findings.problems.push(
      `${path} is compressed by ${compression}, which is not looked through: save it without compression, or by zlib or gzip`,
    );
    return;
  }
  const { allow, budget } = tools;
  const plain =
    compression !== undefined && isInflatable(compression)
      ? inflate(stream.rest(), { compression, budget })
      : stream.rest();
  try {
    const scan = await scanPickleStream(plain, { allow, form });
    // A text can start as a pickle does. It is none where Python gives up as well, and nothing was imported before.
    const isText = head[0] !== 0x80 && scan.ending === 'broken' && scan.imports.length + scan.calls.length === 0;
    if (named || !isText) addScan(path, scan, findings);
  } catch (error) {
    if (!(error instanceof MlopsError) || error.retryable) throw error;
    findings.problems.push(`${path}: ${error.message}`);
  }
}

function addScan(path: string, scan: PickleScan, { pickles, problems }: Findings): void {
  pickles.push({ path, scan });
  problems.push(...scan.problems.map((problem) => `${path}: ${problem}`));
  const more = scan.problemCount - scan.problems.length;
  if (more > 0) problems.push(`${path}: and ${more} more problems of this pickle`);
}

/** In one buffer from the start: a model fits the function's memory once, not twice. */
async function collect(chunks: AsyncIterable<Uint8Array>, size: number): Promise<Uint8Array> {
  const all = Buffer.alloc(size);
  let at = 0;
  for await (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all.subarray(0, at);
}
