import { describe, expect, it } from 'vitest';
import type { BiasRules } from '../../../../lib/contracts/index.js';
import { putEvaluationSet } from '../../../fixtures/submission.js';
import { validationPlatform } from '../../../fixtures/validation-platform.js';

/** What the linear model says of a row is 2x + 3z; `town` is no input of it. East has the small ones. */
const rows = Array.from({ length: 60 }, (_, i) => ({
  x: i,
  z: i % 3,
  town: i < 20 ? 'east' : i % 20 === 0 ? '' : 'west',
}));
const csv = `x,z,town,cnt\n${rows.map(({ x, z, town }) => `${x},${z},${town},${2 * x + 3 * z + 1}\n`).join('')}`;
const RULES: BiasRules = { facets: [{ column: 'town', value: 'east' }], positiveAbove: 50, metrics: {} };

async function biasOf(rules: Partial<BiasRules> | undefined, set = csv) {
  const bias = rules === undefined ? {} : { bias: { ...RULES, ...rules } };
  const { registry, artifacts, submit, version } = validationPlatform(bias);
  const evaluationSet = await putEvaluationSet(registry, artifacts, 1, set);
  const result = await submit({ evaluationSet, rows: rows.length });
  return { result, gate: (await version(1))?.gates.find(({ gate }) => gate === 'bias') };
}

describe('the bias of a submission', () => {
  it('is measured on a column of the evaluation set that the model does not take', async () => {
    const { gate } = await biasOf({ metrics: { DPPL: { maximum: 1 } } });
    // Rows with 2x + 3z > 50: none in the east; elsewhere all from x = 26 on, and 23 and 25 (z is 2 and 1).
    expect(gate).toMatchObject({ verdict: 'passed', numbers: { 'town=east.CI': 20 / 60, 'town=east.DPPL': 36 / 40 } });
  });

  it('rejects a version that is beyond a bound, in the words of the gate', async () => {
    const { result, gate } = await biasOf({ metrics: { DPPL: { maximum: 0.1 }, FT: { minimum: -1 } } });
    expect(result.outcome).toBe('Rejected');
    expect(result).toMatchObject({ reasons: [`bias: ${gate?.reason}`] });
    expect(gate?.reason).toMatch(/^town=east: DPPL is 0\.9 \(95 % interval .* to .*\), at most 0\.1 expected$/);
    expect(gate?.numbers).toHaveProperty(['town=east.FT']);
  });

  it('is not judged without a facet in the policy', async () => {
    expect((await biasOf(undefined)).gate).toMatchObject({ verdict: 'skipped', reason: 'the policy names no facet' });
  });

  it.each<[string, Partial<BiasRules>, string]>([
    [
      'a column that the set lacks',
      { facets: [{ column: 'sex', value: 'f' }] },
      'evaluation set 1 lacks column "sex": have it in',
    ],
    ['a group that the set lacks', { group: 'job' }, 'evaluation set 1 lacks column "job"'],
    [
      'no group',
      { metrics: { CDDL: { maximum: 1 } } },
      "town=east: CDDL can't be measured: the policy names no gates.bias.group",
    ],
    ['a threshold on a text', { facets: [{ column: 'town', above: 1 }] }, 'column "town" has the value "east"'],
    ['no threshold for a regression', { positiveAbove: undefined as unknown as number }, 'no gates.bias.positiveAbove'],
  ])('is not decided with %s', async (_title, rules, reason) => {
    const { gate } = await biasOf(rules);
    expect(gate).toMatchObject({ verdict: 'unverified', passed: false });
    expect(gate?.reason).toContain(reason);
  });

  it('knows groups, and thresholds of a feature', async () => {
    const facets = [{ column: 'x', above: 30 }];
    const { gate } = await biasOf({ facets, group: 'town', metrics: { CDDPL: { maximum: 1 } } });
    expect(gate?.verdict).toBe('passed');
    expect(gate?.numbers).toMatchObject({ 'x>30.CI': (31 - 29) / 60 });
    expect(gate?.numbers).toHaveProperty(['x>30.CDDPL']);
  });
});
