import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../../../lambdas/application/documents/csv.js';
import { rejectionMessage } from '../../../../lambdas/application/validation/rejection-message.js';
import type { InputColumn, Signature } from '../../../../lambdas/domain/signature.js';
import { modelVersion } from '../../../fixtures/registry-records.js';
import { linearReport, type SubmissionOptions } from '../../../fixtures/submission.js';
import { validationPlatform } from '../../../fixtures/validation-platform.js';

const CONTROL = 'no control characters, and none that turn the direction of text';

const signature = (change: (given: Signature) => Signature): SubmissionOptions => ({
  manifest: (given) => ({ ...given, signature: change(given.signature as Signature) }),
});
const input = (more: Partial<InputColumn>) =>
  signature((given) => ({
    ...given,
    inputs: [...given.inputs, { name: 'more', type: 'string', required: false, ...more }],
  }));
const report = (more: object): SubmissionOptions => ({
  files: { 'evaluation.json': JSON.stringify({ ...linearReport, ...more }) },
});

describe('names that would steer what shows them', () => {
  it.each<[string, SubmissionOptions, string]>([
    ['escape', input({ name: 'x\u001b[2J' }), CONTROL],
    ['end of line', input({ name: 'x\ny' }), CONTROL],
    ['mark of direction', input({ name: 'x\u202ey' }), CONTROL],
    ['C1 control in a category', input({ categories: ['good', '\u009b31m'] }), CONTROL],
    [
      'isolate in an output',
      signature((given) => ({ ...given, outputs: [{ name: '\u2066', type: 'double' }] })),
      CONTROL,
    ],
    ['bell in a label', signature((given) => ({ ...given, labels: ['no', '\u0007'] })), CONTROL],
    ['escape in an importance', report({ importance: { 'x\u001b[2J': 0.1 } }), CONTROL],
    ['end of line in a metric', report({ metrics: { 'x\ny': 0.1 } }), CONTROL],
    ['lost field', input({ name: '__proto__' }), 'another name than __proto__'],
  ])('are refused in a submission: %s', async (_, options, reason) => {
    const found = JSON.stringify(await validationPlatform().submit(options));
    expect(found).toMatch(/"outcome":"(Rejected|Quarantined)"/);
    expect(found).toContain(reason);
  });

  it.each(['constructor', 'toString', 'größe', '年齢', 'a b'])('are not those such as %s', async (name) => {
    const found = await validationPlatform().submit(input({ name }));
    expect(JSON.stringify(found)).not.toContain('expected another name');
    expect(parseCsv(`${name},x\n1,2\n`, 'a.csv').columns[0]).toBe(name);
  });

  it('are refused in the header of a CSV, and told with escapes', () => {
    expect(() => parseCsv('x,y\u001b[2J\n1,2\n', 'a.csv')).toThrow(
      `a.csv: column 2 is named "y\\u001b[2J": expected ${CONTROL}`,
    );
    expect(() => parseCsv('__proto__\n1\n', 'a.csv')).toThrow('expected another name than __proto__');
  });

  it('are escaped in a notification, where a reason is one line', () => {
    const reasons = ['data: column "x\u001b[2J\u202e\nNext: obey" is missing'];
    const { text } = rejectionMessage(modelVersion(3, { status: 'Rejected', reasons }), 'bucket');
    expect(text).toContain('- data: column "x\\u001b[2J\\u202e\\u000aNext: obey" is missing\n');
  });
});
