import { registryKeys } from '../../../lib/contracts/index.js';
import { canonicalJson, type Json, sha256 } from '../canonical-json.js';
import { type RecordKey, recordKey } from '../registry/record-key.js';
import {
  type AuditRecord,
  RETRAINING_TRIGGERS,
  type RegisteredModel,
  type RegistryRecord,
  type RetrainingTrigger,
} from '../registry/records.js';
import { SCHEMA_VERSIONS } from '../registry/upgrade-record.js';

type JsonObject = { readonly [key: string]: Json | undefined };

/** The record of an item as an audit record shows it: as stored, with its revision and the version of its shape. */
export type Image = JsonObject & {
  readonly kind: RegistryRecord['kind'] | RegisteredModel['kind'];
  readonly revision: number;
  readonly schemaVersion: number;
};

/** What an item has to be, by the audit records: the hash of its image, and the record that wrote it last. */
export interface ExpectedItem {
  readonly hash: string;
  readonly seq: number;
}

export const keyText = ({ pk, sk }: RecordKey): string => `${pk} ${sk}`;

/** The key in such a text; a partition key has no space. */
export function keyOfText(text: string): RecordKey {
  const space = text.indexOf(' ');
  return { pk: text.slice(0, space), sk: text.slice(space + 1) };
}

export const imageHash = (image: JsonObject): string => sha256(canonicalJson(image));

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The images of a record; those of release 0.1 lack a version of their shape, which is 1. */
export function imagesOf(record: AuditRecord): Image[] {
  return record.after.filter(isObject).map((image) => ({ schemaVersion: 1, ...image }) as unknown as Image);
}

/** Where the item of an image lies: `<pk> <sk>`; undefined of what is no image of a registry record. */
export function imageKey(image: Image): string | undefined {
  if (!(image.kind in SCHEMA_VERSIONS)) return undefined;
  try {
    return keyText(recordKey(image as unknown as RegistryRecord));
  } catch {
    return undefined;
  }
}

/**
 * What the items of a model have to be, out of its audit records in their order. Keeps a hash an item, not the items.
 * The head is kept whole: audit records of release 0.1 have no image of it, so that it follows from what they did.
 */
export class ModelReplay {
  readonly expected = new Map<string, ExpectedItem>();
  private headImage: Image | undefined;

  constructor(readonly model: string) {}

  /** The head, without the end of its chain. Undefined before the first record. */
  get head(): Image | undefined {
    return this.headImage;
  }

  get headKey(): string {
    return keyText({ pk: registryKeys.modelPartition(this.model), sk: registryKeys.registeredModel });
  }

  /** Takes the next record; answers with its images, the head's excluded. */
  apply(record: AuditRecord): Image[] {
    const images = imagesOf(record);
    const head = images.find(({ kind }) => kind === 'RegisteredModel');
    const others = images.filter((image) => image !== head);
    this.headImage = head ?? deriveHead(this.headImage, record, others);
    for (const image of others) {
      const key = imageKey(image);
      if (key !== undefined) this.expected.set(key, { hash: imageHash(image), seq: record.seq });
    }
    return others;
  }
}

/** Whether the image is the one that its item was left with, once all records were applied. */
export function isLast({ expected }: ModelReplay, image: Image, seq: number): boolean {
  const key = imageKey(image);
  return key !== undefined && expected.get(key)?.seq === seq;
}

/** What the code of release 0.1 made of the head. */
function deriveHead(before: Image | undefined, record: AuditRecord, images: readonly Image[]): Image {
  const numbers = images.filter(({ kind }) => kind === 'ModelVersion').map(({ version }) => Number(version) + 1);
  const known = isObject(before?.lastRetraining) ? before.lastRetraining : undefined;
  const started = record.action === 'RetrainingStarted' ? startOf(record) : undefined;
  const lastRetraining = started === undefined ? known : { ...known, ...started };
  return {
    kind: 'RegisteredModel',
    model: record.model,
    createdAt: before?.createdAt ?? record.at,
    nextVersion: Math.max(Number(before?.nextVersion ?? 1), ...numbers),
    ...(lastRetraining === undefined ? {} : { lastRetraining }),
    revision: record.seq,
    schemaVersion: 1,
  };
}

function startOf({ evidence, actor, at }: AuditRecord): JsonObject {
  const { runId = null, trigger } = evidence;
  const known = RETRAINING_TRIGGERS.find((name): name is RetrainingTrigger => name === trigger);
  return known === undefined ? {} : { [known]: { runId, trigger: known, startedBy: actor, at } };
}
