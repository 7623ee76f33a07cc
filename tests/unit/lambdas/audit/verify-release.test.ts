import { describe, expect, it } from 'vitest';
import { verifyAudit } from '../../../../lambdas/application/audit/verify-audit.js';
import { releaseItems, releaseTrail } from '../../../fixtures/audited-registry.js';
import { MemoryRegistryArchive } from '../../../fixtures/memory/memory-registry-archive.js';

describe('a table that release 0.1.0 wrote', () => {
  const verdictOf = (archive: MemoryRegistryArchive) =>
    verifyAudit({ archive, trail: releaseTrail(), clock: { now: () => new Date('2027-01-01T00:00:00Z') } });

  it('is in order, without anchors', async () => {
    expect(await verdictOf(new MemoryRegistryArchive(releaseItems()))).toEqual({
      models: [{ model: 'demo', records: 29, anchors: 0, copies: 29, pending: 0, findings: [] }],
      others: [],
    });
  });

  it('has a head that follows from its records', async () => {
    const archive = new MemoryRegistryArchive(releaseItems());
    archive.edit('MODEL#demo', '#MODEL', (head) => {
      head.nextVersion = 4;
    });
    const { models } = await verdictOf(archive);
    expect(models[0]?.findings.map(({ message }) => message)).toEqual([
      expect.stringContaining('nextVersion is 4, by the audit records it is 5'),
    ]);
  });
});
