import { describe, expect, it } from 'vitest';
import type { ValidationReport } from '../../../../lambdas/application/documents/validation-report.js';
import { renderValidationReport } from '../../../../lambdas/application/validation/page/render-validation-report.js';
import { failed, type GateFinding, passed, skipped, unverified } from '../../../../lambdas/domain/gates/gate-result.js';

const report = (gates: readonly GateFinding[], more: Partial<ValidationReport> = {}): ValidationReport => ({
  schemaVersion: 1,
  model: 'churn',
  version: 4,
  submissionId: 's-1',
  validatedAt: '2026-01-02T03:04:05.000Z',
  verdict: 'passed',
  reasons: [],
  manifest: { key: 'models/churn/submissions/s-1/manifest.json', versionId: 'v1', sha256: 'a'.repeat(64) },
  policy: { predictionTolerance: 0.001, metrics: {}, championMargin: 0.02 },
  gates,
  ...more,
});
/** The page as text, a space for every tag. */
const read = (gates: readonly GateFinding[], more?: Partial<ValidationReport>): string => {
  const page = renderValidationReport(report(gates, more));
  return page
    .slice(page.indexOf('<body>'))
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');
};
const sectionOf = (page: string, gate: string): string =>
  new RegExp(`<section class="card" id="gate-${gate}">.*?</section>`, 's').exec(page)?.[0] ?? '';

describe('the page of a validation', () => {
  it('says first that a version is rejected, and why, in the words of the registry', () => {
    const reasons = ['quality: f1 is 0.6, at least 0.7 expected', 'bias: sex=F: DI is 0.5, at least 0.8 expected'];
    const text = read([failed('quality', 'f1 is 0.6, at least 0.7 expected')], { verdict: 'rejected', reasons });
    expect(text).toMatch(
      /^ Validation of churn, version 4 Rejected quality: f1 is 0\.6, at least 0\.7 expected bias: sex=F/,
    );
  });

  it('says that all gates passed, or which the policy lets pass', () => {
    expect(read([passed('quality', 'good')])).toContain('Passed Every gate lets it go on.');
    const noted: GateFinding = { ...failed('robustness', 'no answer to a missing age'), advisory: true };
    const text = read([passed('quality', 'good'), noted]);
    expect(text).toContain('The policy lets it go on, though robustness did not pass.');
    expect(text).toContain('robustness failed advisory no answer to a missing age');
  });

  it('is of a local folder where nothing was submitted', () => {
    expect(read([], { version: null, submissionId: null })).toContain('Validation of churn, a local folder Passed');
  });

  it('has a row and a section a gate, skipped and unverified ones too', () => {
    const text = read([skipped('champion', 'there is none'), unverified('quality', 'not run')]);
    expect(text.match(/champion skipped there is none/g)).toHaveLength(2);
    expect(text.match(/quality unverified not run/g)).toHaveLength(2);
  });

  it('needs no other file and no script, and shows markup as text', () => {
    const details = { '<b>name</b>': '<script>alert(1)</script>', rows: [{ a: '<i>' }] };
    const page = renderValidationReport(report([failed('data', '<script>x</script>', { '<u>': 1 }, details)]));
    expect(page).not.toMatch(/<script|<b>|<i>|<u>|src=|<link/);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });
});

describe('what a gate found', () => {
  it('is told as values, tables and sentences, whatever its shape', () => {
    const details = {
      leaks: [],
      minimumRows: 100,
      problems: ['a sentence that is longer than a value in a cell would be', 'another'],
      violations: [{ feature_name: 'age', constraint_check_type: 'completeness_check', share: 0.25 }],
      byFile: { 'a.pkl': { opcode: 'REDUCE', ok: false } },
      deep: { of: { many: [[1, [2]]] } },
    };
    const text = read([failed('data', 'bad', { leakageRows: 40 }, details)]);
    expect(text).toContain('leakage rows 40');
    expect(text).toContain('leaks none minimum rows 100');
    expect(text).toContain('a sentence that is longer than a value in a cell would be another');
    expect(text).toMatch(/violations feature_name constraint_check_type share age completeness_check 0\.25/);
    expect(text).toMatch(/by file name opcode ok a\.pkl REDUCE no/);
    expect(text).toContain('deep of many');
  });

  it('is cut where it is long, and says how much is left out', () => {
    const rows = Array.from({ length: 53 }, (_, row) => ({ row, text: 'x'.repeat(400) }));
    const text = read([failed('data', 'bad', {}, { rows })]);
    expect(text).toContain('And 3 more.');
    expect(text).toContain(`${'x'.repeat(300)}…`);
    expect(text).not.toContain('x'.repeat(301));
  });

  it('of quality is a row a metric with interval and bound, and the calibration drawn', () => {
    const calibration = [
      { from: 0, to: 0.5, rows: 10, meanScore: 0.25, share: 0.1 },
      { from: 0.5, to: 1, rows: 0, meanScore: null, share: null },
    ];
    const details = {
      metrics: {
        f1: { value: 0.6, lower: 0.512345, upper: 0.7, method: 'wilson', minimum: 0.7, previous: 0.65 },
        constructor: { value: 'NaN' },
      },
      calibration,
      confusion: {
        labels: ['no', 'yes'],
        actualByPredicted: [
          [1000, 2],
          [3, 40],
        ],
      },
      disagreements: { onlyChampion: 3, onlyCandidate: 1 },
    };
    const policy = {
      predictionTolerance: 0,
      championMargin: 0,
      metrics: { f1: { minimum: 0.7 }, mcc: { minimum: 0 } },
    };
    const page = renderValidationReport(report([failed('quality', 'bad', {}, details)], { policy }));
    const text = sectionOf(page, 'quality')
      .replaceAll(/<[^>]*>/g, ' ')
      .replaceAll(/\s+/g, ' ');
    expect(text).toContain('f1 0.6 0.5123 – 0.7 0.65 at least 0.7 beyond');
    expect(text).toContain('mcc – – – at least 0 not measured');
    expect(text).toContain('constructor NaN – – none –');
    expect(text).toContain('25 % said, 10 % came true, 10 rows');
    expect(sectionOf(page, 'quality').match(/<circle/g)).toHaveLength(1);
    expect(text).toContain('Label no yes no 1,000 2 yes 3 40');
    expect(text).toContain('only champion 3');
  });

  it('of integrity is what lies in the artifact, and what its pickles would do, the refused first', () => {
    const sha256 = 'f'.repeat(64);
    const use = (name: string, allowed: boolean) => ({
      opcode: 'STACK_GLOBAL',
      position: 12,
      module: 'os',
      name,
      allowed,
    });
    const artifact = {
      size: 2048,
      sha256,
      format: null,
      entries: [{ path: 'model.pkl', size: 1024, sha256 }],
      code: [{ path: 'code/inference.py', size: 10, sha256 }],
      pickles: [
        { path: 'model.pkl', form: 'pickle', imports: [use('path', true), use('system', false)], calls: [] },
        { path: 'empty.pkl', form: 'pickle', imports: [], calls: [] },
      ],
      model: { trees: 7 },
    };
    const problems = ['model.pkl: STACK_GLOBAL imports os.system'];
    const text = read([failed('integrity', 'bad', {}, { problems, artifact })]);
    expect(text).toContain(
      'Problems model.pkl: STACK_GLOBAL imports os.system Artifact Format not recognised Size 2,048 bytes',
    );
    expect(text).toContain('model.pkl 1,024 ffffffffffff…');
    expect(text).toContain('code/inference.py 10');
    expect(text).toMatch(
      /os\.system import STACK_GLOBAL at byte 12 refused os\.path import STACK_GLOBAL at byte 12 allowed/,
    );
    expect(text).toContain('empty.pkl imports and calls nothing.');
    expect(text).toContain('model trees 7');
  });

  it('of segments names the groups, the worst first, and those too small to be judged', () => {
    const segment = (group: string, loss: number, problems: string[] = []) => ({
      group,
      rows: 150,
      judged: true,
      metrics: { accuracy: 0.9 },
      loss,
      problems,
    });
    const slice = { groups: ['age > 60', 'sex = "F"'], rows: 120, loss: 0.4, rest: 0.1, pValue: 1e-9 };
    const details = {
      minimumRows: 100,
      segments: [
        segment('region = "a"', 0.1),
        segment('region = "b"', 0.3, ['f1 is 0.2']),
        { group: 'region = "c"', rows: 3, judged: false, problems: [] },
      ],
      slices: {
        looked: 70,
        notPaired: [],
        failed: [{ ...slice, rival: 'the champion', rivalLoss: 0.2 }],
        harder: [slice],
      },
    };
    const text = read([failed('segments', 'bad', {}, details)]);
    expect(text).toMatch(
      /region = &quot;b&quot; f1 is 0\.2 150 0\.9 0\.3 worse region = &quot;a&quot; 150 0\.9 0\.1 good/,
    );
    expect(text).toContain('with fewer than 100 rows: region = &quot;c&quot; (3).');
    expect(text).toContain('age &gt; 60 and sex = &quot;F&quot; 120 0.4 0.1 below 0.0001 the champion 0.2');
    expect(text).toContain('Slices that are harder than the rest, for any model: 1');
  });

  it('of bias is a table a facet, with what each metric says', () => {
    const facet = {
      facet: 'sex=F',
      rows: 100,
      disadvantagedRows: 30,
      missingRows: 2,
      pretraining: { CI: 0.4 },
      posttraining: { DI: 'Infinity' },
      intervals: { CI: { lower: 0.3, upper: 0.5 } },
      problems: { CDDL: 'the policy names no gates.bias.group' },
    };
    const bias = { facets: [{ column: 'sex', value: 'F' }], metrics: { DI: { maximum: 1.25 }, CDDL: { maximum: 1 } } };
    const policy = { predictionTolerance: 0, championMargin: 0, metrics: {}, bias };
    const text = read([failed('bias', 'bad', {}, { evaluationSet: 2, facets: [facet] })], { policy });
    expect(text).toContain('sex=F D: 30 of 100 rows, 2 without a value in its column. A: the others.');
    expect(text).toContain('DI Infinity – at most 1.25 beyond share of positive predictions, D / A');
    expect(text).toContain('CDDL the policy names no gates.bias.group – at most 1 not measured');
    expect(text).toContain('CI 0.4 0.3 – 0.5 none –');
  });

  it.each(['integrity', 'quality', 'segments', 'bias'] as const)('of %s is told in another shape too', (gate) => {
    expect(read([failed(gate, 'bad', {}, { unheardOf: 5 })])).toContain('unheard of 5');
    expect(read([failed(gate, 'bad', { rows: 7 })])).toContain('bad rows 7');
  });
});
