import { beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../../../lambdas/application/audit/verify-audit.js';
import { canonicalJson } from '../../../../lambdas/domain/canonical-json.js';
import { AuditedRegistry, DATASET, register } from '../../../fixtures/audited-registry.js';
import { recomputeChain } from '../../../fixtures/recompute-chain.js';

const LATER = new Date('2026-01-02T00:00:00Z');
const PK = 'MODEL#bikes';
const auditKey = (seq: number) => `AUDIT#${String(seq).padStart(12, '0')}`;

let registry: AuditedRegistry;
beforeEach(async () => {
  registry = new AuditedRegistry();
  await register(registry, 5);
  await register(registry, 2, 'churn');
});

const verify = (options: { model?: string; now?: Date } = {}) => {
  const { archive, trail } = registry;
  return verifyAudit({ archive, trail, clock: { now: () => options.now ?? LATER } }, options);
};
/** Every finding, as `kind` and what it is about. */
async function findings() {
  const { models, others } = await verify();
  const all = [...models.flatMap((model) => model.findings), ...others];
  return all.map(({ kind, seq, lastSeq, item }) => [kind, item ?? (lastSeq === undefined ? seq : `${seq}-${lastSeq}`)]);
}
const removeRecord = (seq: number) => registry.archive.delete(({ pk, sk }) => pk === PK && sk === auditKey(seq));

describe('the verification of the audit', () => {
  it('finds nothing wrong with a registry that nobody tampered with', async () => {
    const { models, others } = await verify();
    expect(others).toEqual([]);
    expect(models).toEqual([
      { model: 'bikes', records: 5, anchors: 5, copies: 5, pending: 0, findings: [] },
      { model: 'churn', records: 2, anchors: 2, copies: 2, pending: 0, findings: [] },
    ]);
  });

  it('finds an item that was edited, and names the record that wrote it last', async () => {
    registry.archive.edit(PK, 'VERSION#0000000002', (record) => {
      record.status = 'Approved';
    });
    const [bikes] = (await verify()).models;
    expect(bikes?.findings).toEqual([
      {
        kind: 'item-edited',
        model: 'bikes',
        seq: 2,
        item: 'MODEL#bikes VERSION#0000000002',
        message:
          'MODEL#bikes VERSION#0000000002 is not as audit record 2 left it: it was changed in the table without one',
      },
    ]);
  });

  it('finds a deleted record in the middle, without blaming what it wrote', async () => {
    removeRecord(3);
    expect(await findings()).toEqual([['record-missing', 3]]);
  });

  it('finds the last record deleted, with its head and without', async () => {
    removeRecord(5);
    expect(await findings()).toEqual([['record-missing', 5]]);
    registry.archive.edit(PK, '#MODEL', (head) => {
      head.auditSeq = 4;
    });
    expect(await findings()).toEqual([
      ['record-missing', 5],
      ['head-edited', 'MODEL#bikes #MODEL'],
    ]);
  });

  it('finds records gone from the table, the anchors and the copies, by what is left', async () => {
    for (const seq of [2, 3, 5]) {
      removeRecord(seq);
      registry.trail.anchored.get('bikes')?.delete(seq);
      registry.trail.copied.get('bikes')?.delete(seq);
    }
    const found = await findings();
    expect(found).toContainEqual(['record-missing', '2-3']);
    expect(found).toContainEqual(['record-missing', 5]);
  });

  it('finds a model that was deleted as a whole, its catalogue entry included', async () => {
    registry.archive.delete(({ pk, sk }) => pk === 'MODEL#churn' || sk.startsWith('MODEL#churn'));
    const [bikes, churn] = (await verify()).models;
    expect(bikes?.findings).toEqual([]);
    expect(churn?.findings).toEqual([
      {
        kind: 'model-missing',
        model: 'churn',
        message:
          '2 audit records were written, and the table has neither them nor any item of the model: it was deleted as a whole',
      },
    ]);
  });

  it('finds a chain that was recomputed as a whole, its head and copies included', async () => {
    recomputeChain(registry, 1, (record) => ({ ...record, actor: 'arn:aws:iam::123456789012:user/eve' }));
    for await (const { attributes } of registry.archive.items(PK, { prefix: 'AUDIT#' })) {
      const seq = Number((attributes.record as { seq: number }).seq);
      registry.trail.copied.get('bikes')?.set(seq, { seq, text: canonicalJson(attributes.record) });
    }
    expect(await findings()).toEqual([
      ['copy-edited', '1-5'],
      ['chain-recomputed', '1-5'],
    ]);
  });

  it('finds a chain that was recomputed from the middle by its copies alone, as of release 0.1', async () => {
    registry.trail.anchored.clear();
    recomputeChain(registry, 4, (record) => ({ ...record, evidence: { reason: 'none' } }));
    expect(await findings()).toContainEqual(['chain-recomputed', '4-5']);
  });

  it('finds a record that was edited, and one that was given a new hash too', async () => {
    registry.archive.edit(PK, auditKey(2), (record) => {
      record.actor = 'arn:aws:iam::123456789012:user/eve';
    });
    registry.archive.edit(PK, auditKey(4), (record) => {
      record.note = 'a field that no release writes';
    });
    expect(await findings()).toEqual([
      ['record-edited', 2],
      ['record-edited', 4],
    ]);
  });

  it('finds an anchor that was overwritten or deleted, and holds its first version for true', async () => {
    const anchors = registry.trail.anchored.get('bikes');
    const [first, second, third] = [1, 2, 3].map((seq) => anchors?.get(seq));
    if (first === undefined || second === undefined || third === undefined) throw new Error('anchors were expected');
    anchors?.set(1, { ...first, overwritten: 2 });
    anchors?.set(2, { ...second, deleted: 1 });
    anchors?.set(3, { ...third, text: '{"model":"other"}' });
    expect(await findings()).toEqual([
      ['anchor-overwritten', 1],
      ['anchor-deleted', 2],
      ['anchor-unreadable', 3],
    ]);
  });

  it('finds that nothing locks the anchors, whatever model is asked for; without anchors there is nothing to lock', async () => {
    registry.trail.locked = false;
    const { others } = await verify({ model: 'churn' });
    expect(others).toEqual([
      { kind: 'anchors-unlocked', message: expect.stringContaining('no Object Lock with a default retention') },
    ]);
    registry.trail.locked = undefined;
    expect((await verify()).others).toEqual([]);
  });

  it('finds copies that were edited or deleted', async () => {
    const copies = registry.trail.copied.get('bikes');
    copies?.set(2, { seq: 2, text: copies.get(2)?.text.replace('user/ada', 'user/eve') ?? '' });
    copies?.set(3, { seq: 3, text: 'not JSON' });
    copies?.delete(5);
    expect(await findings()).toEqual([
      ['copy-edited', '2-3'],
      ['copy-missing', 5],
    ]);
  });

  it('finds a counter of the head edited, and says what it should be', async () => {
    registry.archive.edit(PK, '#MODEL', (head) => {
      head.nextVersion = 2;
    });
    const [bikes] = (await verify()).models;
    expect(bikes?.findings.map(({ message }) => message)).toEqual([
      'the head of the model was changed without an audit record: nextVersion is 2, by the audit records it is 6',
    ]);
  });

  it('finds items that were deleted', async () => {
    registry.archive.delete(({ pk, sk }) => pk === `DATASET#${DATASET}` && sk === 'MODEL#bikes#VERSION#2');
    registry.archive.delete(({ pk, sk }) => pk === PK && sk === 'ALIAS#champion');
    registry.archive.delete(({ sk }) => sk === '#MODEL');
    const found = await findings();
    expect(found).toContainEqual(['item-missing', 'MODEL#bikes ALIAS#champion']);
    expect(found).toContainEqual(['item-missing', `DATASET#${DATASET} MODEL#bikes#VERSION#2`]);
    expect(found).toContainEqual(['item-missing', 'MODEL#bikes #MODEL']);
  });

  it('finds items that no audit record wrote, wherever they lie', async () => {
    const item = { attributes: { schemaVersion: 1, kind: 'Alias', revision: 1, record: {} } };
    const planted = [
      { pk: PK, sk: 'ALIAS#shadow' },
      { pk: PK, sk: 'AUDIT#12' },
      { pk: PK, sk: 'AUDIT#x' },
      { pk: `DATASET#${'e'.repeat(64)}`, sk: 'MODEL#bikes#VERSION#1' },
      { pk: 'MODEL#ghost', sk: 'VERSION#0000000001' },
      { pk: 'CATALOG', sk: 'MODEL#phantom' },
      { pk: 'ELSEWHERE', sk: 'x' },
      { pk: 'IDEMPOTENCY#a', sk: '#' },
    ];
    for (const key of planted) registry.archive.put({ ...key, ...item });
    const found = await findings();
    expect(found.sort()).toEqual(planted.map(({ pk, sk }) => ['item-unaudited', `${pk} ${sk}`]).sort());
  });

  it('finds attributes beside the record', async () => {
    const item = await registry.archive.item({ pk: PK, sk: 'ALIAS#champion' });
    if (item === undefined) throw new Error('a champion was expected');
    registry.archive.put({ ...item, attributes: { ...item.attributes, restored: true } });
    expect(await findings()).toEqual([]);
    registry.archive.put({ ...item, attributes: { ...item.attributes, hidden: 1 } });
    expect(await findings()).toEqual([['item-edited', 'MODEL#bikes ALIAS#champion']]);
  });

  it('waits for the anchors and copies of young records', async () => {
    registry.publishing = false;
    await register(registry, 1);
    const [young] = (await verify({ model: 'bikes', now: new Date('2026-01-01T00:01:00Z') })).models;
    expect(young).toMatchObject({ records: 6, pending: 1, findings: [] });
    expect(await findings()).toEqual([
      ['anchor-missing', 6],
      ['copy-missing', 6],
    ]);
  });

  it('finds nothing wrong while the model changes under it', async () => {
    const { archive } = registry;
    const items = archive.items.bind(archive);
    let changes = 0;
    archive.items = async function* (pk, range) {
      yield* items(pk, range);
      if (pk === PK && changes < 4) {
        changes += 1;
        await register(registry, 1);
      }
    };
    expect(await findings()).toEqual([]);
    expect(changes).toBe(4);
  });

  it('says so when nobody knows the model', async () => {
    await expect(verify({ model: 'unknown' })).rejects.toThrow('know a model unknown');
  });
});
