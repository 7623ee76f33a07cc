import { Readable } from 'node:stream';
import {
  GetObjectCommand,
  GetObjectLockConfigurationCommand,
  type ListObjectsV2CommandOutput,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { anchorKeys, objectKeys } from '../../../lib/contracts/index.js';
import { modelName } from '../../application/documents/manifest.js';
import { DependencyUnavailable } from '../../domain/errors.js';
import type { AuditTrail, StoredAnchor, StoredCopy } from '../../ports/audit-trail.js';
import { awsErrorName, calling } from '../aws-errors.js';

/** Objects that are read ahead. */
const AHEAD = 16;

/** Anchors of one bucket, which may be missing, and copies of another. */
export class S3AuditTrail implements AuditTrail {
  constructor(
    private readonly client: S3Client,
    private readonly buckets: { readonly artifacts: string; readonly anchors?: string },
  ) {}

  async areAnchorsLocked(): Promise<boolean | undefined> {
    const Bucket = this.buckets.anchors;
    if (Bucket === undefined) return undefined;
    const read = async (): Promise<boolean> => {
      try {
        const { ObjectLockConfiguration } = await this.client.send(new GetObjectLockConfigurationCommand({ Bucket }));
        return ObjectLockConfiguration?.Rule?.DefaultRetention?.Mode !== undefined;
      } catch (error) {
        if (awsErrorName(error) === 'ObjectLockConfigurationNotFoundError') return false;
        throw error;
      }
    };
    return calling(`read the Object Lock of ${Bucket}`, read, ['NoSuchBucket']);
  }

  async *models(): AsyncIterable<string> {
    const { artifacts: Bucket, anchors } = this.buckets;
    const names = new Set<string>();
    const add = ({ CommonPrefixes = [] }: Pick<ListObjectsV2CommandOutput, 'CommonPrefixes'>, start: string): void => {
      for (const { Prefix = '' } of CommonPrefixes) {
        const { data } = modelName.safeParse(Prefix.slice(start.length, -1));
        if (data !== undefined) names.add(data);
      }
    };
    const copied = { Bucket, Prefix: objectKeys.registry, Delimiter: '/' };
    for await (const page of this.pages(copied)) add(page, copied.Prefix);
    if (anchors !== undefined) {
      const anchored = { Bucket: anchors, Prefix: anchorKeys.models, Delimiter: '/' };
      for await (const page of this.versionPages(anchored)) add(page, anchored.Prefix);
    }
    yield* [...names].sort();
  }

  async *objects(model?: string): AsyncIterable<string> {
    const { artifacts, anchors } = this.buckets;
    const folder = model === undefined ? '' : `${model}/`;
    yield* this.keys(artifacts, `${objectKeys.registry}${folder}`);
    if (anchors !== undefined) yield* this.keys(anchors, `${anchorKeys.models}${folder}`);
  }

  async *anchors(model: string): AsyncIterable<StoredAnchor> {
    const Bucket = this.buckets.anchors;
    if (Bucket === undefined) return;
    const histories = this.histories(Bucket, anchorKeys.model(model));
    yield* ahead(histories, async ({ seq, Key, versionIds, writtenAt, deleted }) => {
      const text = await this.readText(Bucket, Key, versionIds.at(-1));
      return { seq, text, writtenAt, overwritten: versionIds.length - 1, deleted };
    });
  }

  async *copies(model: string): AsyncIterable<StoredCopy> {
    const Bucket = this.buckets.artifacts;
    const copies = this.numbered(Bucket, objectKeys.auditRecords(model));
    yield* ahead(copies, async ({ seq, Key }) => ({ seq, text: await this.readText(Bucket, Key) }));
  }

  private async *numbered(Bucket: string, Prefix: string) {
    for await (const Key of this.keys(Bucket, Prefix)) {
      const seq = seqOf(Key, Prefix);
      if (seq !== undefined) yield { seq, Key };
    }
  }

  private async *keys(Bucket: string, Prefix: string): AsyncIterable<string> {
    for await (const { Contents = [] } of this.pages({ Bucket, Prefix })) yield* Contents.map(({ Key = '' }) => Key);
  }

  private async *pages(input: { Bucket: string; Prefix: string; Delimiter?: string }) {
    const pages = paginateListObjectsV2({ client: this.client }, input)[Symbol.asyncIterator]();
    const doing = `list ${input.Prefix} of ${input.Bucket}`;
    for (;;) {
      const { done, value } = await calling(doing, () => pages.next(), ['NoSuchBucket']);
      if (done === true) return;
      yield value;
    }
  }

  private async *versionPages(input: { Bucket: string; Prefix: string; Delimiter?: string }) {
    let markers: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
    while (markers !== undefined) {
      const command = new ListObjectVersionsCommand({ ...input, ...markers });
      const doing = `list versions of ${input.Prefix} of ${input.Bucket}`;
      const page: ListObjectVersionsCommandOutput = await calling(doing, () => this.client.send(command), [
        'NoSuchBucket',
      ]);
      yield page;
      const { IsTruncated, NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
      markers = IsTruncated === true ? { KeyMarker, VersionIdMarker } : undefined;
    }
  }

  /** The versions of each anchor, newest first. S3 gives them key by key; a key may go on in the next page. */
  private async *histories(Bucket: string, Prefix: string): AsyncIterable<History> {
    let open = new Map<string, History>();
    for await (const page of this.versionPages({ Bucket, Prefix })) {
      collect(page, Prefix, open);
      const sorted = [...open.values()].sort((a, b) => a.seq - b.seq);
      const last = page.IsTruncated === true ? sorted.pop() : undefined;
      yield* sorted.filter(({ versionIds }) => versionIds.length > 0);
      open = new Map(last === undefined ? [] : [[last.Key, last]]);
    }
  }

  private async readText(Bucket: string, Key: string, VersionId?: string): Promise<string> {
    return calling(`read object ${Key} of ${Bucket}`, async () => {
      const { Body } = await this.client.send(new GetObjectCommand({ Bucket, Key, VersionId }));
      if (!(Body instanceof Readable)) throw new DependencyUnavailable(`S3 answered the read of ${Key} without a body`);
      const chunks: Buffer[] = [];
      for await (const chunk of Body) chunks.push(Buffer.from(chunk));
      return Buffer.concat(chunks).toString('utf8');
    });
  }
}

interface History {
  readonly seq: number;
  readonly Key: string;
  readonly versionIds: string[];
  /** When the oldest version was written. */
  writtenAt: Date;
  deleted: number;
}

function collect(page: ListObjectVersionsCommandOutput, prefix: string, into: Map<string, History>): void {
  const historyOf = (key: string): History | undefined => {
    const seq = seqOf(key, prefix);
    if (seq === undefined) return undefined;
    const history = into.get(key) ?? { seq, Key: key, versionIds: [], writtenAt: new Date(0), deleted: 0 };
    into.set(key, history);
    return history;
  };
  for (const { Key = '', VersionId, LastModified } of page.Versions ?? []) {
    const history = historyOf(Key);
    if (history === undefined || VersionId === undefined) continue;
    history.versionIds.push(VersionId);
    history.writtenAt = LastModified ?? history.writtenAt;
  }
  for (const { Key = '' } of page.DeleteMarkers ?? []) {
    const history = historyOf(Key);
    if (history !== undefined) history.deleted += 1;
  }
}

/** The number of the audit record that an object is of; undefined of an object that is of none. */
function seqOf(key: string, prefix: string): number | undefined {
  const name = /^(\d{12})\.json$/.exec(key.slice(prefix.length));
  const seq = Number(name?.[1]);
  return seq >= 1 ? seq : undefined;
}

/** Maps in order, some at a time. */
async function* ahead<T, U>(source: AsyncIterable<T>, map: (value: T) => Promise<U>): AsyncIterable<U> {
  const running: Promise<U>[] = [];
  for await (const value of source) {
    const result = map(value);
    result.catch(() => {});
    running.push(result);
    const first = running.length >= AHEAD ? running.shift() : undefined;
    if (first !== undefined) yield first;
  }
  for (const result of running) yield await result;
}
