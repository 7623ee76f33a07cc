import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { Readable } from 'node:stream';
import { NotFound } from '../../lambdas/domain/errors.js';
import type { ArtifactHead, ArtifactStore } from '../../lambdas/ports/artifact-store.js';

/** The version id of every file: a disk keeps one. */
export const LOCAL = 'local';

/**
 * Files of this machine, read as the gates read a platform's bucket: the key is the path. Nothing is written; documents
 * that were made for the gates, such as a manifest, stand over the files. What has another key lies in a platform's bucket,
 * and is not found.
 */
export class LocalFiles implements Pick<ArtifactStore, 'head' | 'readText' | 'readBytes' | 'readStream'> {
  private readonly documents = new Map<string, Buffer>();
  private readonly paths = new Map<string, string>();

  /** From now on the key has this content. */
  put(key: string, content: string): void {
    this.documents.set(key, Buffer.from(content));
  }

  /** From now on the key leads to this file. */
  link(key: string, path: string): void {
    this.paths.set(key, path);
  }

  async head(key: string): Promise<ArtifactHead> {
    const document = this.documents.get(key);
    const { size, mtime } =
      document === undefined ? await found(key, stat(this.pathOf(key))) : { size: document.length, mtime: new Date(0) };
    return { size, versionId: LOCAL, etag: '', lastModified: mtime };
  }

  async readText(key: string): Promise<string> {
    return (await this.readBytes(key)).toString('utf8');
  }

  async readBytes(key: string): Promise<Buffer> {
    return this.documents.get(key) ?? found(key, readFile(this.pathOf(key)));
  }

  async readStream(key: string): Promise<Readable> {
    const document = this.documents.get(key);
    if (document !== undefined) return Readable.from([document]);
    const path = this.pathOf(key);
    await found(key, stat(path));
    return createReadStream(path);
  }

  private pathOf(key: string): string {
    const path = this.paths.get(key) ?? key;
    if (isAbsolute(path)) return path;
    throw new NotFound(`${key} is not on this machine`);
  }
}

async function found<T>(key: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
      throw new NotFound(`There is no file ${key}`, { cause });
    }
    throw cause;
  }
}
