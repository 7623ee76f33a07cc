import { beginsAsTar } from '../pickle/polyglot.js';
import { startsAsPickle } from './starts-as-pickle.js';

/** Bytes of a file's start that tell what it is. */
export const HEAD_BYTES = 66_000;

/** What a file is by its content; `pickle` by its name as well, since programs load by name. */
export type FileKind =
  | 'gzip'
  | 'zip'
  | 'tar'
  | 'bzip2'
  | 'xz'
  | '7z'
  | 'zstd'
  | 'lz4'
  | 'lzma'
  | 'zfile'
  | 'rar'
  | 'elf'
  | 'pe'
  | 'mach-o'
  | 'java-class'
  | 'python-bytecode'
  | 'wasm'
  | 'hdf5'
  | 'npy'
  | 'pickle'
  | 'empty'
  | 'other';

export const ARCHIVES: readonly FileKind[] = [
  'gzip',
  'zip',
  'tar',
  'bzip2',
  'xz',
  '7z',
  'zstd',
  'lz4',
  'lzma',
  'zfile',
  'rar',
];
export const EXECUTABLES: readonly FileKind[] = [
  ...(['elf', 'pe', 'mach-o', 'java-class', 'python-bytecode', 'wasm'] as const),
];

const MAGIC: readonly (readonly [FileKind, string])[] = [
  ['gzip', '1f8b'],
  ['zip', '504b0304'],
  ['zip', '504b0506'],
  ['zip', '504b0708'],
  ['xz', 'fd377a585a00'],
  ['7z', '377abcaf271c'],
  ['zstd', '28b52ffd'],
  ['lz4', '04224d18'],
  ['rar', '526172211a07'],
  ['elf', '7f454c46'],
  ['mach-o', 'feedface'],
  ['mach-o', 'feedfacf'],
  ['mach-o', 'cefaedfe'],
  ['mach-o', 'cffaedfe'],
  ['mach-o', 'bebafeca'],
  ['java-class', 'cafebabe'],
  ['wasm', '0061736d'],
  ['hdf5', '894844460d0a1a0a'],
  ['npy', '934e554d5059'],
];
const EXECUTABLE_NAME = /\.(so(\.\d+)*|dll|dylib|exe|pyc|pyo|pyd|class|jar|wasm)$/i;
const TAR_MAGIC_AT = 257;

/** What a file is. `whole` says that the head is all of it. */
export function sniffFile(head: Uint8Array, whole: boolean): FileKind {
  if (head.length === 0) return 'empty';
  const start = Buffer.from(head.subarray(0, 16)).toString('hex');
  const kind = MAGIC.find(([, magic]) => start.startsWith(magic))?.[0];
  if (kind !== undefined) return kind;
  if (/^425a683[1-9](314159265359|177245385090)/.test(start)) return 'bzip2';
  if (isLzma(head)) return 'lzma';
  // joblib's own before 0.10, which it still loads: a size, and a zlib stream.
  if (/^ZF[\s\da-f_x+-]{19}/i.test(textAt(head, 0, 21))) return 'zfile';
  if (isPortableExecutable(head)) return 'pe';
  if (textAt(head, TAR_MAGIC_AT, 5) === 'ustar' || beginsAsTar(head)) return 'tar';
  // CPython: a version, then these two bytes, so that a copy as text breaks it.
  if (head[2] === 0x0d && head[3] === 0x0a && [0x0c, 0x0d, 0x0e, 0x0f, 0xf2, 0xf3].includes(head[1] ?? 0)) {
    return 'python-bytecode';
  }
  return startsAsPickle(head, whole) ? 'pickle' : 'other';
}

export const isExecutableName = (path: string): boolean => EXECUTABLE_NAME.test(path);

/**
 * Names that only a pickle has, compressed or not; `.bin` and `.ckpt` are raw numbers as often, so that their content
 * decides.
 */
export const isPickleName = (path: string): boolean =>
  /\.((pkl|pickle|joblib)(\.(z|gz|bz2|xz|lzma|lz4|zst))?|pt|pth|dill|npy|npz)$/i.test(path);

/** Names of formats that are zips: PyTorch's, and NumPy's of many arrays. */
export const isZipName = (path: string): boolean => /\.(pt|pth|bin|ckpt|npz)$/i.test(path);

/**
 * LZMA's format before xz, as joblib loads it: properties, the size of the dictionary (a power of two, one and a half of
 * it, or none), and the size of the content, which may be unknown. There is no more of a magic number.
 */
function isLzma(head: Uint8Array): boolean {
  if (head[0] !== 0x5d || head[1] !== 0 || head.length < 13) return false;
  const view = new DataView(head.buffer, head.byteOffset);
  const dictionary = view.getUint32(1, true);
  const power = Math.log2(dictionary);
  const size = view.getBigUint64(5, true);
  const isSize = dictionary === 0 || Number.isInteger(power) || Number.isInteger(Math.log2(dictionary / 1.5));
  return isSize && (size === 2n ** 64n - 1n || (size > 0n && size < 2n ** 38n));
}

/** `MZ` alone starts many a text; the header that it points to tells. */
function isPortableExecutable(head: Uint8Array): boolean {
  if (textAt(head, 0, 2) !== 'MZ' || head.length < 64) return false;
  const at = new DataView(head.buffer, head.byteOffset).getUint32(60, true);
  return at + 4 > head.length ? head.indexOf(0) >= 0 : textAt(head, at, 4) === 'PE\0\0';
}

const textAt = (bytes: Uint8Array, at: number, length: number): string =>
  Buffer.from(bytes.subarray(at, at + length)).toString('latin1');
