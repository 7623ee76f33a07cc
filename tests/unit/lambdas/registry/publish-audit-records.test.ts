import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import { parseAuditImage } from '../../../../lambdas/adapters/dynamodb/parse-registry-image.js';
import { publishAuditRecords } from '../../../../lambdas/application/publish-audit-records.js';
import { findChainBreak } from '../../../../lambdas/domain/registry/change.js';
import type { AuditRecord } from '../../../../lambdas/domain/registry/records.js';
import { MemoryArtifactStore } from '../../../fixtures/memory/memory-artifact-store.js';
import { MemoryEventPublisher } from '../../../fixtures/memory/memory-event-publisher.js';
import { MemoryModelRegistryStore } from '../../../fixtures/memory/memory-model-registry-store.js';
import { modelVersion, put } from '../../../fixtures/registry-records.js';

async function records(count: number) {
  const registry = new MemoryModelRegistryStore();
  for (let version = 1; version <= count; version += 1) await put(registry, modelVersion(version));
  return (await registry.listAuditRecords('bikes', { limit: 100 })).items;
}
const streamed = (items: readonly AuditRecord[]) =>
  items.map((record) => ({ sequenceNumber: `n${record.seq}`, read: () => record }));

describe('the publisher of audit records', () => {
  it('copies each record once, and tells of each at least once, in order', async () => {
    const ports = { artifacts: new MemoryArtifactStore(), events: new MemoryEventPublisher() };
    const items = await records(3);
    expect(await publishAuditRecords(ports, streamed(items))).toEqual({ published: 3 });
    const { versionId } = await ports.artifacts.head('registry/bikes/audit/000000000001.json');
    await publishAuditRecords(ports, streamed(items));
    expect((await ports.artifacts.head('registry/bikes/audit/000000000001.json')).versionId).toBe(versionId);
    expect(ports.events.published.map((record) => record.seq)).toEqual([1, 2, 3, 1, 2, 3]);
    const copies = items.map((_, index) => `registry/bikes/audit/00000000000${index + 1}.json`);
    const read = await Promise.all(copies.map(async (key) => JSON.parse(await ports.artifacts.readText(key))));
    expect(findChainBreak(read)).toBeUndefined();
  });

  it('stops at the first record that fails, so that none overtakes it', async () => {
    class Failing extends MemoryEventPublisher {
      override async publish(record: AuditRecord): Promise<void> {
        if (record.seq === 2) throw new Error('the bus is down');
        await super.publish(record);
      }
    }
    const ports = { artifacts: new MemoryArtifactStore(), events: new Failing() };
    const { published, failed } = await publishAuditRecords(ports, streamed(await records(3)));
    expect({ published, failed: failed?.sequenceNumber }).toEqual({ published: 1, failed: 'n2' });
    expect(ports.events.published).toHaveLength(1);
  });

  it('reads records out of the images of the stream, and passes other items by', async () => {
    const [record] = await records(1);
    const image = marshall({ pk: 'p', sk: 's', kind: 'AuditRecord', schemaVersion: 1, revision: 1, record });
    expect(parseAuditImage(image)).toEqual(record);
    expect(parseAuditImage(marshall({ pk: 'p', sk: 's', kind: 'ModelVersion' }))).toBeUndefined();
    expect(() => parseAuditImage(marshall({ sk: 'AUDIT#1', kind: 'AuditRecord', record: {} }))).toThrow('AUDIT#1');
  });
});
