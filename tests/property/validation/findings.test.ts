import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { itemOf, recordOf } from '../../../lambdas/adapters/dynamodb/registry-items.js';
import { parseStoredDocument } from '../../../lambdas/application/documents/parse.js';
import { registryRecordSchemas } from '../../../lambdas/application/documents/registry-records.js';
import { validationReportSchema } from '../../../lambdas/application/documents/validation-report.js';
import { decideVersion } from '../../../lambdas/application/validation/decide-version.js';
import { validationReport } from '../../../lambdas/application/validation/validation-report.js';
import type { Json } from '../../../lambdas/domain/canonical-json.js';
import { failed, type GateFinding, passed, skipped, unverified } from '../../../lambdas/domain/gates/gate-result.js';
import { GATE_NAMES } from '../../../lib/contracts/index.js';
import { findChainBreak } from '../../fixtures/find-chain-break.js';
import { ManualClock } from '../../fixtures/manual-clock.js';
import { MemoryModelRegistryStore } from '../../fixtures/memory/memory-model-registry-store.js';
import { modelPolicy } from '../../fixtures/model-policy.js';
import { AT, modelVersion, put } from '../../fixtures/registry-records.js';

const context = {
  version: modelVersion(1),
  folder: 'f',
  policy: modelPolicy(),
  evaluationSet: undefined,
  previousEvaluationSet: undefined,
  champion: undefined,
};
const number = fc.oneof(
  fc.double(),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1.7e308, -5e-324, 2 ** 60, 1e125),
);
/** Of any UTF-16 units, so with halves of surrogate pairs as well. */
const text = fc.oneof(
  fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)), maxLength: 50 }),
  fc.constantFrom('', '\ud800', 'a\udc00b', '\u0000', '__proto__', '🚲'),
);
const long = fc
  .tuple(text, fc.constantFrom(0, 1, 100, 200_000))
  .map(([part, times]) => `${part}${'ü"\ud83d'.repeat(times)}`);
const numbers = fc
  .tuple(fc.array(fc.tuple(long, fc.oneof(number, long)), { maxLength: 5 }), fc.constantFrom(0, 10, 1_000), number)
  .map(([some, more, value]) =>
    Object.fromEntries([...Array.from({ length: more }, (_, at) => [`number ${at}`, value] as const), ...some]),
  );
const { details } = fc.letrec<{ readonly details: Json }>((tie) => ({
  details: fc.oneof(
    { maxDepth: 4 },
    number,
    long,
    fc.constantFrom(null, true),
    fc.array(tie('details'), { maxLength: 4 }),
    fc.dictionary(text, tie('details'), { maxKeys: 4 }),
  ),
}));
const findings = fc.tuple(
  ...GATE_NAMES.map((gate) =>
    fc
      .tuple(fc.constantFrom(passed, failed, unverified, skipped), long, numbers, fc.option(details))
      .map(([make, reason, measured, found]): GateFinding => make(gate, reason, measured, found ?? undefined)),
  ),
);

describe('whatever the gates find', () => {
  it('is taken by the registry, comes back as it was, and is in a report that parses', async () => {
    await fc.assert(
      fc.asyncProperty(findings, async (gates) => {
        const store = new MemoryModelRegistryStore();
        await put(store, modelVersion(1));
        const decided = await decideVersion({ registry: store, clock: new ManualClock() }, modelVersion(1), { gates });
        const kept = await store.readVersion('bikes', 1);
        const results = gates.map(({ details: _, ...result }) => result);
        expect(kept?.gates).toEqual(results);
        if (kept === undefined) throw new Error('the version is gone');
        const item = itemOf({ pk: 'p', sk: 's' }, 'ModelVersion', kept.revision, kept);
        const stored = { ...kept, revision: item.revision?.N === undefined ? 0 : Number(item.revision.N) };
        expect(recordOf(registryRecordSchemas.ModelVersion, item)).toEqual(stored);
        expect(kept.reasons).toEqual(decided.reasons);
        const { items } = await store.listAuditRecords('bikes', { limit: 10 });
        expect(findChainBreak(items)).toBeUndefined();

        const report = validationReport(context, gates, new Date(AT));
        const written = JSON.stringify(report, null, 2);
        expect(parseStoredDocument(validationReportSchema, written, 'The report')).toEqual(JSON.parse(written));
        for (const { reason } of gates) expect(written).toContain(JSON.stringify(reason));
      }),
      { numRuns: 60 },
    );
  });
});
