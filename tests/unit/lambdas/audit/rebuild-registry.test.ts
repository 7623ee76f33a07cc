import { beforeEach, describe, expect, it } from 'vitest';
import { type RebuiltModel, rebuildRegistry } from '../../../../lambdas/application/audit/rebuild-registry.js';
import { verifyAudit } from '../../../../lambdas/application/audit/verify-audit.js';
import { canonicalJson } from '../../../../lambdas/domain/canonical-json.js';
import { auditHash } from '../../../../lambdas/domain/registry/change.js';
import type { AuditRecord } from '../../../../lambdas/domain/registry/records.js';
import type { AuditTrail } from '../../../../lambdas/ports/audit-trail.js';
import type { RawItem } from '../../../../lambdas/ports/registry-archive.js';
import { AuditedRegistry, register, releaseItems, releaseTrail } from '../../../fixtures/audited-registry.js';
import { MemoryRegistryArchive } from '../../../fixtures/memory/memory-registry-archive.js';

let registry: AuditedRegistry;
let target: MemoryRegistryArchive;
beforeEach(async () => {
  registry = new AuditedRegistry();
  target = new MemoryRegistryArchive();
  await register(registry, 4);
  await register(registry, 2, 'churn');
});

async function rebuild(trail: AuditTrail = registry.trail, archive = target): Promise<RebuiltModel[]> {
  const results: RebuiltModel[] = [];
  for await (const result of rebuildRegistry({ archive, trail })) results.push(result);
  return results;
}
const withoutMark = (items: readonly RawItem[]) =>
  items.map(({ attributes: { restored: _, ...attributes }, ...key }) => ({ ...key, attributes }));
const bikesOf = (archive: MemoryRegistryArchive) =>
  archive.all().filter(({ pk, sk }) => `${pk} ${sk}`.includes('bikes'));

describe('the rebuild of the registry', () => {
  it('makes an empty table equal in content, and says up to which record', async () => {
    expect(await rebuild()).toEqual([
      { model: 'bikes', status: 'rebuilt', lastSeq: 4, items: 15, anchoredWithoutCopy: 0 },
      { model: 'churn', status: 'rebuilt', lastSeq: 2, items: 9, anchoredWithoutCopy: 0 },
    ]);
    expect(withoutMark(target.all())).toEqual(registry.archive.all());
    expect(target.all().every(({ attributes }) => attributes.restored === true)).toBe(true);
    const { trail } = registry;
    const verdict = await verifyAudit({ archive: target, trail, clock: { now: () => new Date('2027-01-01') } });
    expect(verdict.models.flatMap(({ findings }) => findings)).toEqual([]);
  });

  it('does nothing where everything is there', async () => {
    await rebuild();
    const before = target.all();
    expect(await rebuild()).toMatchObject([
      { status: 'unchanged', items: 0 },
      { status: 'unchanged', items: 0 },
    ]);
    expect(target.all()).toEqual(before);
    expect(await rebuild(registry.trail, registry.archive)).toMatchObject([
      { status: 'unchanged' },
      { status: 'unchanged' },
    ]);
  });

  it('goes on after it was killed, wherever that was, with the head last', async () => {
    for (let kill = 0; kill < 15; kill += 1) {
      const archive = new MemoryRegistryArchive();
      let left = kill;
      archive.beforeRestore = () => {
        left -= 1;
        if (left < 0) throw new Error('killed');
      };
      await expect(rebuild(registry.trail, archive)).rejects.toThrow('killed');
      expect(archive.all().some(({ sk }) => sk === '#MODEL')).toBe(false);
      archive.beforeRestore = () => {};
      expect(await rebuild(registry.trail, archive)).toMatchObject([{ status: 'rebuilt', items: 15 - kill }, {}]);
      expect(withoutMark(archive.all())).toEqual(registry.archive.all());
    }
  });

  it.each<[string, RawItem, string]>([
    ['an edited item', { pk: 'MODEL#bikes', sk: 'ALIAS#champion', attributes: { record: {} } }, 'ALIAS#champion'],
    ['an item of its own', { pk: 'MODEL#bikes', sk: 'ALIAS#other', attributes: { record: {} } }, 'ALIAS#other'],
    ['another catalogue entry', { pk: 'CATALOG', sk: 'MODEL#bikes', attributes: {} }, 'CATALOG MODEL#bikes'],
    ['another head', { pk: 'MODEL#bikes', sk: '#MODEL', attributes: { record: {} } }, '#MODEL'],
    ['another record', { pk: 'MODEL#bikes', sk: 'AUDIT#000000000002', attributes: {} }, 'another audit record 2'],
    ['a newer record', { pk: 'MODEL#bikes', sk: 'AUDIT#000000000005', attributes: {} }, 'another audit record 5'],
  ])('refuses a model of which the table has %s, before any write of it', async (_, item, named) => {
    target.put(item);
    const [bikes, churn] = await rebuild();
    expect(bikes).toMatchObject({ status: 'refused', problem: expect.stringContaining(named) });
    expect(churn).toMatchObject({ status: 'rebuilt' });
    expect(bikesOf(target)).toEqual([item]);
  });

  it('says how many anchored records have no copy', async () => {
    registry.trail.copied.get('bikes')?.delete(4);
    expect((await rebuild())[0]).toMatchObject({ status: 'rebuilt', lastSeq: 3, anchoredWithoutCopy: 1 });
    registry.trail.copied.delete('churn');
    target.delete(() => true);
    expect((await rebuild())[1]).toMatchObject({
      status: 'broken',
      lastSeq: 0,
      anchoredWithoutCopy: 2,
      problem: 'it has anchors, and no copies',
    });
  });

  it('writes nothing of a model whose copies are broken, and says where', async () => {
    const copies = registry.trail.copied.get('bikes');
    const second = copies?.get(2)?.text ?? '';
    const problem = async () => {
      target.delete(() => true);
      const [bikes] = await rebuild();
      expect(bikes).toMatchObject({ status: 'broken', items: 0 });
      expect(bikesOf(target)).toEqual([]);
      return bikes?.problem;
    };
    copies?.delete(2);
    expect(await problem()).toBe('the copy of audit record 2 is missing');
    copies?.set(2, { seq: 2, text: second.replace('user/ada', 'user/eve') });
    expect(await problem()).toBe('the copy of audit record 2 was changed after it was written');
    const { hash: _, ...unhashed } = { ...(JSON.parse(second) as AuditRecord), previousHash: '0'.repeat(64) };
    copies?.set(2, { seq: 2, text: canonicalJson({ ...unhashed, hash: auditHash(unhashed) }) });
    expect(await problem()).toBe('the copy of audit record 2 does not follow the one before');
    copies?.set(2, { seq: 2, text: second });
    const anchors = registry.trail.anchored.get('bikes');
    const anchor = anchors?.get(3);
    if (anchor === undefined) throw new Error('an anchor was expected');
    anchors?.set(3, { ...anchor, text: anchor.text.replace(/"hash":"\w{4}/, '"hash":"0000') });
    expect(await problem()).toBe('the copy of audit record 3 has another hash than its anchor: it was written anew');
  });

  it('rebuilds what release 0.1.0 wrote, whose records lack the head', async () => {
    expect(await rebuild(releaseTrail())).toMatchObject([{ model: 'demo', status: 'rebuilt', lastSeq: 29, items: 53 }]);
    expect(withoutMark(target.all())).toEqual(new MemoryRegistryArchive(releaseItems()).all());
  });
});
