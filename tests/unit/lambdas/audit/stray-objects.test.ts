import { beforeEach, describe, expect, it } from 'vitest';
import { type RebuiltModel, rebuildRegistry } from '../../../../lambdas/application/audit/rebuild-registry.js';
import { verifyAudit } from '../../../../lambdas/application/audit/verify-audit.js';
import type { RawItem } from '../../../../lambdas/ports/registry-archive.js';
import { AuditedRegistry, DATASET, register } from '../../../fixtures/audited-registry.js';
import { MemoryRegistryArchive } from '../../../fixtures/memory/memory-registry-archive.js';

let registry: AuditedRegistry;
let target: MemoryRegistryArchive;
beforeEach(async () => {
  registry = new AuditedRegistry();
  target = new MemoryRegistryArchive();
  await register(registry, 3);
  await register(registry, 1, 'churn');
});

const verify = (model?: string) => {
  const clock = { now: () => new Date('2027-01-01T00:00:00Z') };
  const { archive, trail } = registry;
  return verifyAudit({ archive, trail, clock }, model === undefined ? {} : { model });
};
async function rebuild(): Promise<RebuiltModel[]> {
  const results: RebuiltModel[] = [];
  for await (const result of rebuildRegistry({ archive: target, trail: registry.trail })) results.push(result);
  return results;
}
const alias = (pk: string, sk = 'ALIAS#evil'): RawItem => ({
  pk,
  sk,
  attributes: { schemaVersion: 1, kind: 'Alias', revision: 1, record: {} },
});

describe('the verification', () => {
  it.each([
    ['MODEL#bikes#x', 'ALIAS#evil'],
    ['MODEL#bikes_x', 'ALIAS#evil'],
    ['MODEL#bikes ', 'ALIAS#evil'],
    ['MODEL#bikes\n', 'ALIAS#evil'],
    ['MODEL#bikes-', 'ALIAS#evil'],
    ['MODEL#', 'ALIAS#evil'],
    ['CATALOG', 'MODEL#bikes#x'],
    [`DATASET#${DATASET}`, 'MODEL#bikes_x#VERSION#1'],
    [`DATASET#${DATASET}`, 'MODEL#bikes#x#VERSION#1'],
    [`DATASET#${DATASET}`, 'MODEL#bikes#VERSION#1#VERSION#2'],
  ])('finds an item %j %j, whose key begins like one of a model', async (pk, sk) => {
    registry.archive.put(alias(pk, sk));
    const { models, others } = await verify();
    const found = [...models.flatMap(({ findings }) => findings), ...others];
    expect(models.map(({ model }) => model)).toEqual(['bikes', 'churn']);
    expect(found).toEqual([expect.objectContaining({ kind: 'item-unaudited', item: `${pk} ${sk}` })]);
  });

  it.each([
    'registry/bikes/audit/000000000000.json',
    'registry/bikes/audit/1.json',
    'registry/bikes/audit/0000000000001.json',
    'registry/bikes/audit/000000000001.json/x',
    'registry/bikes/audit/x/000000000001.json',
    'registry/bikes/audit/evil.json',
    'registry/bikes/evil/1.json',
    'registry/bikes',
    'registry/ghost/evil.json',
    'registry/De mo/audit/000000000001.json',
    'anchors/bikes/evil.json',
    'anchors/bikes/000000000000.json',
    'anchors/De mo/000000000001.json',
  ])('finds the object %s, once, and takes it for no model', async (key) => {
    registry.trail.others.push(key);
    const { models, others } = await verify();
    expect(models.map(({ model, findings }) => [model, findings])).toEqual([
      ['bikes', []],
      ['churn', []],
    ]);
    expect(others).toEqual([
      { kind: 'object-unaudited', object: key, message: expect.stringContaining(`${key} lies between`) },
    ]);
  });

  it('finds the objects in the folders of the one model that is asked for', async () => {
    registry.trail.others.push('registry/bikes/evil.json', 'registry/churn/evil.json', 'registry/ghost/evil.json');
    expect((await verify('churn')).others).toEqual([expect.objectContaining({ object: 'registry/churn/evil.json' })]);
    expect(await verify('ghost')).toMatchObject({ models: [], others: [{ object: 'registry/ghost/evil.json' }] });
    await expect(verify('phantom')).rejects.toThrow('know a model phantom');
  });

  it('knows no model of which everything was deleted, and that had no anchors', async () => {
    registry.trail.copied.set('ghost', new Map());
    expect((await verify()).models.map(({ model }) => model)).toEqual(['bikes', 'churn']);
    await expect(verify('ghost')).rejects.toThrow('know a model ghost');
  });

  it.each<[string, (text: string) => string]>([
    ['a key twice', (text) => text.replace('{', '{"actor":"evil",')],
    ['a space at its end', (text) => `${text} `],
    ['a byte order mark', (text) => `\uFEFF${text}`],
    [
      'its keys in another order',
      (text) => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).reverse())),
    ],
    ['a letter escaped', (text) => text.replace('"bikes"', '"\\u0062ikes"')],
  ])('finds a copy that has %s, and a rebuild does not take it', async (_, change) => {
    const copies = registry.trail.copied.get('bikes');
    const text = copies?.get(2)?.text ?? '';
    expect(change(text)).not.toBe(text);
    copies?.set(2, { seq: 2, text: change(text) });
    const [bikes] = (await verify()).models;
    expect(bikes?.findings).toEqual([expect.objectContaining({ kind: 'copy-edited', seq: 2 })]);
    const problem = 'the copy of audit record 2 was changed after it was written';
    expect((await rebuild())[0]).toMatchObject({ model: 'bikes', status: 'broken', items: 0, problem });
  });
});

describe('the rebuild', () => {
  it('passes by objects that are no anchors or copies, and folders of no model', async () => {
    registry.trail.others.push(
      'registry/bikes/audit/000000000000.json',
      'registry/De mo/audit/000000000001.json',
      'registry/ghost/evil.json',
      'anchors/ghost/evil.json',
    );
    expect(await rebuild()).toMatchObject([
      { model: 'bikes', status: 'rebuilt' },
      { model: 'churn', status: 'rebuilt' },
    ]);
  });

  it('still tells of a model that has anchors, and no copies', async () => {
    registry.trail.copied.delete('churn');
    const churn = {
      model: 'churn',
      status: 'broken',
      anchoredWithoutCopy: 1,
      problem: 'it has anchors, and no copies',
    };
    expect((await rebuild())[1]).toMatchObject(churn);
  });

  it.each<[string, RawItem]>([
    ['a model without copies', alias('MODEL#ghost')],
    ['a model without copies, in the catalogue alone', alias('CATALOG', 'MODEL#ghost')],
    ['a model whose folder holds something else', alias('MODEL#stray')],
    ['no model', alias('MODEL#bikes#x')],
    ['something else altogether', alias('ELSEWHERE', 'x')],
  ])('refuses a table that has an item of %s, by name and before any write', async (_, item) => {
    registry.trail.others.push('registry/stray/evil.json');
    target.put(item);
    const message = `The table has items that no copy accounts for, "${item.pk} ${item.sk}". Nothing was written`;
    await expect(rebuild()).rejects.toMatchObject({
      code: 'PreconditionFailed',
      message: expect.stringContaining(message),
    });
    expect(target.all()).toEqual([item]);
  });

  it('names five of many such items', async () => {
    for (let n = 1; n <= 6; n += 1) target.put(alias(`MODEL#ghost-${n}`));
    await expect(rebuild()).rejects.toThrow(/among them "MODEL#ghost-1 ALIAS#evil", .*"MODEL#ghost-5 ALIAS#evil"\. /);
  });

  it('refuses a model of which a dataset has a use that the copies do not lead to, and writes the others', async () => {
    const item = alias(`DATASET#${DATASET}`, 'MODEL#bikes#VERSION#99');
    target.put(item);
    const [bikes, churn] = await rebuild();
    expect(bikes).toMatchObject({ status: 'refused', problem: expect.stringContaining(`${item.pk} ${item.sk}`) });
    expect(churn).toMatchObject({ status: 'rebuilt' });
    expect(target.all().filter(({ pk, sk }) => `${pk} ${sk}`.includes('bikes'))).toEqual([item]);
  });
});
