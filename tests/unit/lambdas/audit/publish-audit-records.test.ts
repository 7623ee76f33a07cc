import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import { parseAuditImage } from '../../../../lambdas/adapters/dynamodb/parse-registry-image.js';
import {
  type CopyConflict,
  catchUp,
  publishAuditRecords,
} from '../../../../lambdas/application/audit/publish-audit-records.js';
import type { AuditRecord } from '../../../../lambdas/domain/registry/records.js';
import { AuditedRegistry, register } from '../../../fixtures/audited-registry.js';
import { findChainBreak } from '../../../fixtures/find-chain-break.js';
import { MemoryArtifactStore } from '../../../fixtures/memory/memory-artifact-store.js';
import { MemoryEventPublisher } from '../../../fixtures/memory/memory-event-publisher.js';

async function publisher(count: number, events = new MemoryEventPublisher()) {
  const registry = new AuditedRegistry();
  await register(registry, count);
  const { items } = await registry.listAuditRecords('bikes', { limit: 100 });
  const conflicts: CopyConflict[] = [];
  const ports = {
    archive: registry.archive,
    artifacts: new MemoryArtifactStore(),
    anchors: new MemoryArtifactStore(),
    events,
    onConflict: (conflict: CopyConflict) => conflicts.push(conflict),
  };
  return { ports, items, conflicts, told: () => events.published.map((record) => record.seq) };
}
const streamed = (items: readonly AuditRecord[], restored = false) =>
  items.map((record) => ({ sequenceNumber: `n${record.seq}`, read: () => ({ record, restored }) }));
const copyKey = (seq: number) => `registry/bikes/audit/00000000000${seq}.json`;
const anchorKey = (seq: number) => `anchors/bikes/00000000000${seq}.json`;

describe('the publisher of audit records', () => {
  it('copies and anchors each record once, and tells of each at least once, in order', async () => {
    const { ports, items, told } = await publisher(3);
    expect(await publishAuditRecords(ports, streamed(items))).toEqual({ published: 3, caughtUp: 0 });
    const first = [await ports.artifacts.head(copyKey(1)), await ports.anchors.head(anchorKey(1))];
    await publishAuditRecords(ports, streamed(items));
    expect([await ports.artifacts.head(copyKey(1)), await ports.anchors.head(anchorKey(1))]).toEqual(first);
    expect(told()).toEqual([1, 2, 3, 1, 2, 3]);
    const read = await Promise.all(
      items.map(async ({ seq }) => JSON.parse(await ports.artifacts.readText(copyKey(seq)))),
    );
    expect(findChainBreak(read)).toBeUndefined();
    expect(JSON.parse(await ports.anchors.readText(anchorKey(2)))).toEqual({
      model: 'bikes',
      seq: 2,
      hash: items[1]?.hash,
      previousHash: items[0]?.hash,
      at: items[1]?.at,
    });
  });

  it('stops at the first record that fails, so that none overtakes it, and leaves it without a copy', async () => {
    class Failing extends MemoryEventPublisher {
      override async publish(record: AuditRecord): Promise<void> {
        if (record.seq === 2) throw new Error('the bus is down');
        await super.publish(record);
      }
    }
    const { ports, items, told } = await publisher(3, new Failing());
    const { published, failed } = await publishAuditRecords(ports, streamed(items));
    expect({ published, failed: failed?.sequenceNumber }).toEqual({ published: 1, failed: 'n2' });
    expect(told()).toEqual([1]);
    await expect(ports.artifacts.head(copyKey(2))).rejects.toThrow('does not exist');
  });

  it('makes up for records that were lost on the way, before the next change of their model', async () => {
    const { ports, items, told } = await publisher(5);
    await publishAuditRecords(ports, streamed(items.slice(0, 2)));
    expect(await publishAuditRecords(ports, streamed(items.slice(4)))).toEqual({ published: 1, caughtUp: 2 });
    expect(told()).toEqual([1, 2, 3, 4, 5]);
    for (const { seq } of items) {
      expect(JSON.parse(await ports.artifacts.readText(copyKey(seq)))).toMatchObject({ seq });
      expect(JSON.parse(await ports.anchors.readText(anchorKey(seq)))).toMatchObject({ seq });
    }
  });

  it('closes the gaps of a model when asked to, wherever they are, and only those', async () => {
    const { ports, items, told } = await publisher(4);
    const [, second, , fourth] = items;
    if (second === undefined || fourth === undefined) throw new Error('four records were expected');
    ports.archive.delete(({ sk }) => sk.endsWith('001') && sk.startsWith('AUDIT#'));
    await publishAuditRecords(ports, streamed([second]));
    await publishAuditRecords({ ...ports, archive: new AuditedRegistry().archive }, streamed([fourth]));
    expect(told()).toEqual([2, 4]);
    expect(await catchUp(ports, 'bikes')).toBe(1);
    expect(told()).toEqual([2, 4, 3]);
    expect(await catchUp(ports, 'bikes')).toBe(0);
  });

  it('says of which records the copies are others, as after a restore that lost some, and publishes on', async () => {
    const { ports, items, conflicts, told } = await publisher(4);
    await publishAuditRecords(ports, streamed(items));
    await publishAuditRecords(ports, streamed(items));
    expect(conflicts).toEqual([]);
    const anew = items.slice(2).map((record) => ({ ...record, hash: 'e'.repeat(64) }));
    const after = { ...(items[3] as AuditRecord), seq: 5 };
    expect(await publishAuditRecords(ports, streamed([...anew, after]))).toEqual({ published: 3, caughtUp: 0 });
    expect(conflicts).toEqual(
      [3, 4].map((seq) => ({ model: 'bikes', seq, hash: 'e'.repeat(64), copyHash: items[seq - 1]?.hash })),
    );
    expect(told().slice(-3)).toEqual([3, 4, 5]);
    expect(JSON.parse(await ports.artifacts.readText(copyKey(3)))).toEqual(items[2]);
  });

  it('takes a copy that was changed for no copy of its record', async () => {
    const { ports, items, conflicts } = await publisher(1);
    await ports.artifacts.write(copyKey(1), '{"seq":1}', { contentType: 'application/json' });
    await publishAuditRecords(ports, streamed(items));
    expect(conflicts).toEqual([{ model: 'bikes', seq: 1, hash: items[0]?.hash }]);
  });

  it('copies what a rebuild restored where the copy is missing, and tells nobody of it again', async () => {
    const { ports, items, told } = await publisher(2);
    await publishAuditRecords(ports, streamed(items, true));
    expect(told()).toEqual([]);
    expect((await ports.artifacts.head(copyKey(2))).size).toBeGreaterThan(0);
  });

  it('reads records out of the images of the stream, and passes other items by', async () => {
    const { items } = await publisher(1);
    const image = { pk: 'p', sk: 's', kind: 'AuditRecord', schemaVersion: 1, revision: 1, record: items[0] };
    expect(parseAuditImage(marshall(image))).toEqual({ record: items[0], restored: false });
    expect(parseAuditImage(marshall({ ...image, restored: true }))).toMatchObject({ restored: true });
    expect(parseAuditImage(marshall({ pk: 'p', sk: 's', kind: 'ModelVersion' }))).toBeUndefined();
    expect(() => parseAuditImage(marshall({ sk: 'AUDIT#1', kind: 'AuditRecord', record: {} }))).toThrow('AUDIT#1');
  });
});
