import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { NotFound } from '../../lambdas/domain/errors.js';
import type { ArtifactHead, ArtifactStore } from '../../lambdas/ports/artifact-store.js';

/** The version id of every file: a disk keeps one. */
export const LOCAL = 'local';

/**
 * Files of this machine, read as the gates read a platform's bucket: the key is the path. Nothing is written; documents
 * that were made for the gates, such as a manifest, stand over the files.
 */
export class LocalFiles implements Pick<ArtifactStore, 'head' | 'readText' | 'readBytes' | 'readStream'> {
  private readonly documents = new Map<string, Buffer>();

  /** From now on the key has this content. */
  put(key: string, content: string): void {
    this.documents.set(key, Buffer.from(content));
  }

  async head(key: string): Promise<ArtifactHead> {
    const document = this.documents.get(key);
    const { size, mtime } =
      document === undefined ? await found(key, stat(key)) : { size: document.length, mtime: new Date(0) };
    return { size, versionId: LOCAL, etag: '', lastModified: mtime };
  }

  async readText(key: string): Promise<string> {
    return (await this.readBytes(key)).toString('utf8');
  }

  async readBytes(key: string): Promise<Buffer> {
    return this.documents.get(key) ?? found(key, readFile(key));
  }

  async readStream(key: string): Promise<Readable> {
    const document = this.documents.get(key);
    if (document !== undefined) return Readable.from([document]);
    await found(key, stat(key));
    return createReadStream(key);
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
