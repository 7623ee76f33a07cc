import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { Conflict, DependencyUnavailable, NotFound, PreconditionFailed } from '../../domain/errors.js';
import type {
  ArtifactHead,
  ArtifactStore,
  ArtifactSummary,
  PresignedUpload,
  WriteOptions,
} from '../../ports/artifact-store.js';
import { awsErrorName, calling } from '../aws-errors.js';

const MISSING = ['NoSuchKey', 'NotFound', 'NoSuchVersion'];
const CHECKSUM_HEADER = 'x-amz-checksum-sha256';

interface S3Body {
  readonly body: Readable;
  /** Whether it is the part that was asked for. */
  readonly isRange: boolean;
}

/** The one artifact bucket of a platform. Presigning needs a client with `requestChecksumCalculation: 'WHEN_REQUIRED'`. */
export class S3ArtifactStore implements ArtifactStore {
  constructor(
    private readonly client: S3Client,
    readonly bucket: string,
  ) {}

  async head(key: string, versionId?: string): Promise<ArtifactHead> {
    const what = describe('read', key, versionId);
    const command = { Bucket: this.bucket, Key: key, VersionId: versionId, ChecksumMode: 'ENABLED' } as const;
    const answer = await calling(
      what,
      async () => {
        try {
          return await this.client.send(new HeadObjectCommand(command));
        } catch (error) {
          // Of a version id that S3 never gave it says no more than 400.
          if (versionId === undefined || !(error instanceof S3ServiceException)) throw error;
          if (error.$metadata.httpStatusCode !== 400) throw error;
          throw new NotFound(`Could not ${what}: it does not exist`, { cause: error });
        }
      },
      MISSING,
    );
    const { ContentLength: size, ETag: etag, LastModified: lastModified, ChecksumSHA256: checksum } = answer;
    if (size === undefined || etag === undefined || lastModified === undefined) {
      throw new DependencyUnavailable(`S3 answered the head of ${key} without size, etag or time`);
    }
    return {
      size,
      etag: etag.replaceAll('"', ''),
      lastModified,
      versionId: this.versionOf(key, answer.VersionId),
      ...(checksum === undefined ? {} : { sha256: Buffer.from(checksum, 'base64').toString('hex') }),
    };
  }

  async readText(key: string, versionId?: string): Promise<string> {
    return (await this.readBytes(key, versionId)).toString('utf8');
  }

  async readBytes(key: string, versionId?: string): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of await this.readStream(key, versionId)) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
  }

  async readStream(key: string, versionId?: string): Promise<Readable> {
    return (await this.body(key, versionId)).body;
  }

  async readRange(key: string, start: number, end: number, versionId?: string): Promise<Buffer> {
    // A range header cannot say "nothing".
    if (end <= start) return Buffer.alloc(0);
    let answer: S3Body;
    try {
      answer = await this.body(key, versionId, `bytes=${start}-${end - 1}`);
    } catch (error) {
      if (awsErrorName(error) === 'InvalidRange') return Buffer.alloc(0);
      throw error;
    }
    const bytes = await calling(describe('read', key, versionId), async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer.body) chunks.push(chunk);
      return Buffer.concat(chunks);
    });
    // HTTP lets a server send the whole object instead.
    return answer.isRange ? bytes : bytes.subarray(start, end);
  }

  async write(key: string, body: string | Uint8Array, { contentType, ifNoneMatch }: WriteOptions) {
    const command = new PutObjectCommand({
      Bucket: this.bucket,
      Key: key,
      Body: body,
      ContentType: contentType,
      ChecksumAlgorithm: 'SHA256',
      ...(ifNoneMatch === true ? { IfNoneMatch: '*' } : {}),
    });
    const { VersionId } = await calling(describe('write', key), async () => {
      try {
        return await this.client.send(command);
      } catch (error) {
        if (awsErrorName(error) === 'PreconditionFailed') throw new PreconditionFailed(`Object ${key} exists`);
        if (awsErrorName(error) === 'ConditionalRequestConflict') {
          throw new Conflict(`Object ${key} is being written by somebody else`);
        }
        throw error;
      }
    });
    return { versionId: this.versionOf(key, VersionId) };
  }

  async copy(sourceKey: string, targetKey: string, versionId?: string) {
    const path = [this.bucket, ...sourceKey.split('/')].map(encodeURIComponent).join('/');
    const CopySource = versionId === undefined ? path : `${path}?versionId=${encodeURIComponent(versionId)}`;
    const { VersionId } = await calling(
      `${describe('copy', sourceKey, versionId)} to ${targetKey}`,
      () => this.client.send(new CopyObjectCommand({ Bucket: this.bucket, Key: targetKey, CopySource })),
      MISSING,
    );
    return { versionId: this.versionOf(targetKey, VersionId) };
  }

  async *list(prefix: string, options: { readonly startAfter?: string } = {}): AsyncIterable<ArtifactSummary> {
    const input = { Bucket: this.bucket, Prefix: prefix, StartAfter: options.startAfter };
    const pages = paginateListObjectsV2({ client: this.client }, input)[Symbol.asyncIterator]();
    for (;;) {
      const { done, value } = await calling(`list objects below ${prefix}`, () => pages.next());
      if (done === true) return;
      for (const { Key: key, Size: size, LastModified: lastModified } of value.Contents ?? []) {
        if (key !== undefined && size !== undefined && lastModified !== undefined) yield { key, size, lastModified };
      }
    }
  }

  async presignUpload(
    key: string,
    options: { readonly sha256?: string; readonly expiresSeconds: number },
  ): Promise<PresignedUpload> {
    const checksum = options.sha256 === undefined ? undefined : Buffer.from(options.sha256, 'hex').toString('base64');
    const command = new PutObjectCommand({ Bucket: this.bucket, Key: key, ChecksumSHA256: checksum });
    const url = await getSignedUrl(this.client, command, {
      expiresIn: options.expiresSeconds,
      unhoistableHeaders: new Set([CHECKSUM_HEADER]),
    });
    const headers: Record<string, string> = {};
    if (checksum !== undefined) headers[CHECKSUM_HEADER] = checksum;
    return { url, headers };
  }

  private async body(key: string, versionId: string | undefined, range?: string): Promise<S3Body> {
    const input = { Bucket: this.bucket, Key: key, VersionId: versionId, Range: range };
    const { Body, ContentRange } = await calling(
      describe('read', key, versionId),
      () => this.client.send(new GetObjectCommand(input)),
      MISSING,
    );
    if (!(Body instanceof Readable)) throw new DependencyUnavailable(`S3 answered the read of ${key} without a body`);
    return { body: Body, isRange: ContentRange !== undefined };
  }

  private versionOf(key: string, versionId: string | undefined): string {
    if (versionId !== undefined) return versionId;
    throw new DependencyUnavailable(`Object ${key} has no version id: bucket ${this.bucket} has to be versioned`);
  }
}

const describe = (verb: string, key: string, versionId?: string): string =>
  `${verb} object ${key}${versionId === undefined ? '' : `, version ${versionId}`}`;
