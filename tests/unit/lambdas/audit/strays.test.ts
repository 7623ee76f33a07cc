import { beforeEach, describe, expect, it } from 'vitest';
import { rebuildRegistry } from '../../../../lambdas/application/audit/rebuild-registry.js';
import { verifyAudit } from '../../../../lambdas/application/audit/verify-audit.js';
import { PreconditionFailed } from '../../../../lambdas/domain/errors.js';
import { AuditedRegistry, register } from '../../../fixtures/audited-registry.js';
import { MemoryRegistryArchive } from '../../../fixtures/memory/memory-registry-archive.js';

const attributes = { schemaVersion: 1, kind: 'Alias', revision: 1, record: {} };

let registry: AuditedRegistry;
beforeEach(async () => {
  registry = new AuditedRegistry();
  await register(registry, 3);
});

async function findings() {
  const { archive, trail } = registry;
  const clock = { now: () => new Date('2026-01-02T00:00:00Z') };
  const { models, others } = await verifyAudit({ archive, trail, clock });
  return [...models.flatMap((model) => model.findings), ...others].map(({ kind, seq, item }) => [kind, item ?? seq]);
}

describe('what nobody of the platform wrote', () => {
  it.each(['MODEL#bikes#x', 'MODEL#bikes_x', 'MODEL#bikes ', 'MODEL#Bikes', 'IDEMPOTENCY#x'])(
    'is found under a key that only looks like one of the registry: "%s"',
    async (pk) => {
      registry.archive.put({ pk, sk: 'ALIAS#evil', attributes });
      expect(await findings()).toEqual([['item-unaudited', `${pk} ALIAS#evil`]]);
    },
  );

  it.each([
    ['a key that comes twice', (text: string) => `{"actor":"evil",${text.slice(1)}`],
    ['a space at its end', (text: string) => `${text} `],
  ])('is found in a copy with %s, though a parser reads the same', async (_what, tamper) => {
    const copies = registry.trail.copied.get('bikes');
    const { text = '' } = copies?.get(2) ?? {};
    copies?.set(2, { seq: 2, text: tamper(text) });
    expect(await findings()).toEqual([['copy-edited', 2]]);
  });

  it('keeps a table from being rebuilt, before anything is written', async () => {
    const target = new MemoryRegistryArchive();
    target.put({ pk: 'MODEL#ghost', sk: 'ALIAS#evil', attributes });
    const rebuilding = rebuildRegistry({ archive: target, trail: registry.trail }).next();
    await expect(rebuilding).rejects.toThrow(PreconditionFailed);
    await expect(rebuilding).rejects.toThrow('MODEL#ghost ALIAS#evil');
    expect(target.all()).toHaveLength(1);
  });
});
