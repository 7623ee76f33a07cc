import { InvalidInput } from '../../domain/errors.js';

const LONGEST_PATH = 1024;

/** A text of the archive in a message: what can't be printed is escaped, what is long is cut. */
export const quoted = (text: string): string =>
  JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text).replace(
    /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

const refused = (name: string, why: string): InvalidInput =>
  new InvalidInput(`archive entry ${quoted(name)} is refused: ${why}`);

/** `./a/b` → `a/b`; InvalidInput when the path would leave the folder that it is unpacked to, or names it oddly. */
export function safePath(name: string): string {
  if (name.length > LONGEST_PATH)
    throw refused(name, `its path has ${name.length} characters, at most ${LONGEST_PATH}`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  if (/[\\\u0000-\u001f\u007f\ufffd]/.test(name)) {
    throw refused(name, 'its path has a backslash, a control character or invalid UTF-8 in it');
  }
  if (/^\/|^[A-Za-z]:/.test(name)) throw refused(name, 'its path is absolute, expected a relative one');
  const path = name.replace(/^(\.\/+)+/, '');
  const parts = path.split('/');
  if (parts.includes('..')) throw refused(name, 'its path leaves the archive by ".."');
  if (path === '' || parts.some((part) => part === '' || part === '.')) {
    throw refused(name, 'expected a relative path without empty parts or "."');
  }
  return path;
}

/** The paths of an archive: none may come twice, not even for a file system that ignores case or Unicode forms. */
export class EntryPaths {
  private readonly files = new Map<string, string>();
  private readonly folders = new Map<string, string>();

  /** @throws InvalidInput */
  add(path: string): void {
    const key = folded(path);
    const before = this.files.get(key);
    if (before === path) throw new InvalidInput(`archive names ${quoted(path)} twice`);
    if (before !== undefined) {
      throw new InvalidInput(
        `archive names ${quoted(before)} and ${quoted(path)}, which differ only in case or Unicode form`,
      );
    }
    if (this.folders.has(key)) throw new InvalidInput(`archive names ${quoted(path)} as a file and as a folder`);
    this.addFolder(key.slice(0, Math.max(0, key.lastIndexOf('/'))), path);
    this.files.set(key, path);
  }

  private addFolder(key: string, path: string): void {
    for (let folder = key; folder !== ''; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
      if (this.files.has(folder)) {
        throw new InvalidInput(`archive names ${quoted(path.slice(0, folder.length))} as a file and as a folder`);
      }
      if (this.folders.has(folder)) return;
      this.folders.set(folder, path);
    }
  }
}

const folded = (path: string): string => path.normalize('NFKC').toLowerCase().normalize('NFKC');
