import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderValidationReport } from '../../../lambdas/application/validation/page/render-validation-report.js';
import { GATE_NAMES } from '../../../lib/contracts/index.js';

const json = fc.jsonValue({ maxDepth: 6 });
/** Shapes that gates tell, with anything in place of some parts. */
const nearly = fc.oneof(
  json,
  fc.record({ metrics: fc.dictionary(fc.string(), fc.record({ value: json, lower: json })), calibration: json }),
  fc.record({ minimumRows: fc.double(), segments: fc.array(json), slices: json }),
  fc.record({ evaluationSet: fc.double(), facets: fc.array(json) }),
);
const finding = fc.record({
  gate: fc.constantFrom(...GATE_NAMES),
  passed: fc.boolean(),
  verdict: fc.constantFrom('passed' as const, 'failed' as const, 'unverified' as const, 'skipped' as const),
  reason: fc.string(),
  numbers: fc.dictionary(fc.string(), fc.oneof(fc.double(), fc.string())),
  details: nearly,
});

describe('the page of a validation', () => {
  it('is made of any details, and shows them as text', () => {
    const pointer = { key: 'k', versionId: 'v', sha256: 'a'.repeat(64) };
    const policy = { predictionTolerance: 0, championMargin: 0, metrics: {} };
    fc.assert(
      fc.property(fc.array(finding, { maxLength: 4 }), (gates) => {
        const page = renderValidationReport({
          schemaVersion: 1,
          model: 'm',
          version: 1,
          submissionId: 's',
          validatedAt: '2026-01-01T00:00:00.000Z',
          verdict: 'passed',
          reasons: [],
          manifest: pointer,
          policy,
          // As they come out of the report's JSON.
          gates: JSON.parse(JSON.stringify(gates)),
        });
        const marks = page
          .slice(page.indexOf('<body>'))
          .replaceAll(/<\/?[a-z][a-z0-9]*( [a-z-]+="[^"<>]*")*\/?>/gi, '');
        expect(marks).not.toMatch(/[<>]/);
      }),
      { numRuns: 300 },
    );
  });
});
