import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { changeRegistry } from '../../../../lambdas/application/change-registry.js';
import { Conflict, Internal, PreconditionFailed } from '../../../../lambdas/domain/errors.js';
import { composeChange } from '../../../../lambdas/domain/registry/change.js';
import type { AuditRecord, ModelVersion } from '../../../../lambdas/domain/registry/records.js';
import { findChainBreak } from '../../../fixtures/find-chain-break.js';
import { MemoryModelRegistryStore } from '../../../fixtures/memory/memory-model-registry-store.js';
import { change, modelVersion, put } from '../../../fixtures/registry-records.js';

async function chain(length: number): Promise<readonly AuditRecord[]> {
  const store = new MemoryModelRegistryStore();
  for (let version = 1; version <= length; version += 1) await put(store, modelVersion(version));
  return (await store.listAuditRecords('bikes', { limit: 100 })).items;
}

describe('a change of the registry', () => {
  it('has the SHA-256 of its canonical JSON, previous hash included', () => {
    const { audit, registeredModel } = composeChange('bikes', undefined, change({ evidence: { b: 1, a: 'ü' } }));
    const after =
      '[{"createdAt":"2026-01-01T00:00:00.000Z","kind":"RegisteredModel","model":"bikes","nextVersion":1,"revision":1,' +
      '"schemaVersion":1},{"createdAt":"2026-01-01T00:00:00.000Z","kind":"CatalogueEntry","model":"bikes","revision":1,' +
      '"schemaVersion":1}]';
    const text =
      '{"action":"ModelVersionRegistered","actor":"arn:aws:iam::123456789012:user/ada","after":' +
      `${after},"at":"2026-01-01T00:00:00.000Z","evidence":{"a":"ü","b":1},"model":"bikes","previousHash":"","seq":1}`;
    expect(audit.hash).toBe(createHash('sha256').update(text).digest('hex'));
    expect(registeredModel).toMatchObject({ auditSeq: 1, auditHash: audit.hash, nextVersion: 1 });
  });

  it('keeps the head and the records as they are after it, each with the version of its shape', () => {
    const { audit } = composeChange('bikes', undefined, change({ puts: [modelVersion(1)] }));
    expect(audit.after).toMatchObject([
      { kind: 'RegisteredModel', nextVersion: 1, revision: 1, schemaVersion: 1 },
      { kind: 'ModelVersion', version: 1, revision: 1, schemaVersion: 2 },
      { kind: 'CatalogueEntry', revision: 1, schemaVersion: 1 },
    ]);
  });

  it('refuses a record over 300 KB before anything is written', async () => {
    const store = new MemoryModelRegistryStore();
    const large = modelVersion(1, { reasons: ['x'.repeat(300_001)] });
    await expect(put(store, large)).rejects.toThrow(Internal);
    expect(await store.readModel('bikes')).toBeUndefined();
  });

  it.each([
    ['a number that is none', { numbers: { loss: Number.POSITIVE_INFINITY } }, '"loss" is Infinity'],
    ["a number that DynamoDB can't hold", { numbers: { loss: 1e126 } }, '"loss" is 1e+126'],
    ['half of a surrogate pair', { reason: 'a\ud800' }, '"reason" has half of a surrogate pair'],
    ['a name with half of one', { '\udc00': 1 }, 'is a name with half of a surrogate pair'],
  ])('refuses %s before anything is written, since another would come back', async (_, evidence, words) => {
    expect(() => composeChange('bikes', undefined, change({ evidence }))).toThrow(Internal);
    expect(() => composeChange('bikes', undefined, change({ evidence }))).toThrow(words);
  });

  it('stores numbers of any size that DynamoDB holds', () => {
    const evidence = { large: 1e125, beyondIntegers: -(2 ** 70), small: 1e-200 };
    expect(composeChange('bikes', undefined, change({ evidence })).audit.evidence).toEqual({ ...evidence, small: 0 });
  });

  it('is decided again when somebody else wrote in between, after a growing random wait', async () => {
    const store = new MemoryModelRegistryStore();
    const waits: number[] = [];
    let decisions = 0;
    const result = await changeRegistry(
      store,
      'bikes',
      async (head) => {
        decisions += 1;
        if (decisions <= 3) await put(store, modelVersion(decisions));
        return { change: change({ puts: [modelVersion(9)] }), result: head?.auditSeq };
      },
      { sleep: async (ms) => void waits.push(ms), random: () => 1 },
    );
    expect(result).toBe(3);
    expect(waits).toEqual([40, 160, 640]);
  });

  it('answers nothing, and refuses nothing, from a picture that somebody changed in between', async () => {
    const store = new MemoryModelRegistryStore();
    await put(store, modelVersion(1));
    const asked = async (answer: (version: ModelVersion | undefined) => { readonly result: string }) => {
      let looks = 0;
      return changeRegistry(
        store,
        'bikes',
        async () => {
          const version = await store.readVersion('bikes', 1);
          looks += 1;
          if (looks === 1 && version !== undefined) await put(store, { ...version, status: 'Rejected' });
          return answer(version);
        },
        { sleep: async () => {} },
      );
    };
    expect(await asked((version) => ({ result: version?.status ?? '' }))).toBe('Rejected');
    const looked: number[] = [];
    const refused = asked((version) => {
      looked.push(version?.revision ?? 0);
      throw new PreconditionFailed(`revision ${version?.revision}`);
    });
    await expect(refused).rejects.toThrow('revision 3');
    expect(looked).toEqual([2, 3]);
  });

  it('waits 2 s at most at a time, and 22 s at most in all', async () => {
    const store = new MemoryModelRegistryStore();
    const waits: number[] = [];
    const losing = changeRegistry(
      store,
      'bikes',
      async () => {
        await put(store, modelVersion(waits.length + 1));
        return { change: change(), result: undefined };
      },
      { sleep: async (ms) => void waits.push(ms), random: () => 1 },
    );
    await expect(losing).rejects.toThrow(Conflict);
    expect(waits).toEqual([40, 160, 640, ...Array.from({ length: 10 }, () => 2_000)]);
  });

  it('is a Conflict when it loses every try', async () => {
    const store = new MemoryModelRegistryStore();
    let version = 0;
    const losing = changeRegistry(
      store,
      'bikes',
      async () => {
        version += 1;
        await put(store, modelVersion(version));
        return { change: change(), result: undefined };
      },
      { patience: 250, sleep: async () => {}, random: () => 1 },
    );
    await expect(losing).rejects.toThrow(Conflict);
    expect(version).toBe(3);
  });
});

describe('the audit chain', () => {
  it('is whole as written', async () => {
    expect(findChainBreak(await chain(4))).toBeUndefined();
  });

  it.each<[string, (records: AuditRecord[]) => AuditRecord[], string]>([
    ['a changed record', (r) => r.map((x) => (x.seq === 2 ? { ...x, actor: 'eve' } : x)), 'audit record 2 was changed'],
    ['a missing record', (r) => r.filter((x) => x.seq !== 2), 'expected audit record 2, found 3'],
    [
      'a record that was changed with its hash',
      (r) => {
        const forged = composeChange('bikes', undefined, change({ actor: 'eve' })).audit;
        return r.map((x) => (x.seq === 1 ? forged : x));
      },
      'audit record 2 does not follow the one before',
    ],
  ])('shows %s', async (_name, tamper, expected) => {
    expect(findChainBreak(tamper([...(await chain(4))]))).toContain(expected);
  });
});
