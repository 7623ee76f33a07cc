import { describe, expect, it } from 'vitest';
import { readChampion } from '../../../../lambdas/application/monitoring/read-subject.js';
import { reportDifferences } from '../../../../lambdas/domain/gates/report-differences.js';
import { championAlias } from '../../../fixtures/carded-model.js';
import { put } from '../../../fixtures/registry-records.js';
import { evaluationCsv, linearReport, putEvaluationSet } from '../../../fixtures/submission.js';
import { validationPlatform } from '../../../fixtures/validation-platform.js';

/** The model is off by exactly 1 on each of 40 rows. */
async function platform() {
  const all = validationPlatform();
  return { ...all, set: await putEvaluationSet(all.registry, all.artifacts, 1, evaluationCsv(40)) };
}

const report = (changed: object) => ({ 'evaluation.json': JSON.stringify({ ...linearReport, ...changed }) });
const blinding = { name: 'absolute_error', mean: 1e9, standardDeviation: 1e9 };

describe('an evaluation report of the current evaluation set', () => {
  it.each<[string, object, string]>([
    ['loss', { loss: blinding }, 'evaluation.json says loss.mean is 1000000000, of the predictions it is 1'],
    [
      'spread of the loss',
      { loss: { ...blinding, mean: 1 } },
      'evaluation.json says loss.standardDeviation is 1000000000, of the predictions it is 0',
    ],
    ['metric', { metrics: { mae: 0.5 } }, 'evaluation.json says metrics.mae is 0.5, of the predictions it is 1'],
    ['number of rows', { rows: 41 }, 'evaluation.json says rows is 41, of the predictions it is 40'],
  ])('is refused with a %s that its predictions do not have', async (_, changed, reason) => {
    const { submit, set } = await platform();
    const verdict = await submit({ evaluationSet: set, files: report(changed) });
    expect(verdict).toMatchObject({
      outcome: 'Rejected',
      reasons: [expect.stringContaining(`reproduction: ${reason}`)],
    });
  });

  it('may have metrics that the platform does not know', async () => {
    const { submit, set } = await platform();
    const files = report({ metrics: { mae: 1.0005, pinball: 7 } });
    expect(await submit({ evaluationSet: set, files })).toMatchObject({ outcome: 'Validated' });
  });

  it.each<[string, object, string]>([
    ['nothing', { x: 0, z: 0 }, '0'],
    ['half', { x: 0.2, z: 0.3 }, '0.5'],
    ['too much', { x: 1, z: 1 }, '2'],
  ])('is refused with importance that adds up to %s', async (_, importance, sum) => {
    const { submit, set } = await platform();
    const words = `the importance in the evaluation report adds up to ${sum}, expected 1, or none where nothing mattered`;
    const verdict = await submit({ evaluationSet: set, files: report({ importance }) });
    expect(verdict).toMatchObject({ reasons: expect.arrayContaining([expect.stringContaining(words)]) });
  });
});

describe('differences of a report', () => {
  const rows = [0.2, 0.5, 0.9, 0.4].map((score, at) => ({ actual: at % 2, score }));
  const told = {
    schemaVersion: 1,
    task: 'classification',
    target: 'y',
    rows: 4,
    metrics: { accuracy: 0.5 },
    loss: { name: 'brier', mean: 0.365, standardDeviation: 0.325013 },
  } as const;

  it('are none where a score falls to the other side of the threshold in the float32 of the model', () => {
    const own = rows.map((row) => ({ ...row, score: Math.fround(row.score + 1e-7) }));
    expect(reportDifferences({ ...told, metrics: { accuracy: 0.25 } }, own, rows, 1e-5)).toEqual([]);
    expect(reportDifferences(told, own, rows, 1e-5)).toEqual([]);
    expect(reportDifferences({ ...told, metrics: { accuracy: 1 } }, own, rows, 1e-5)).toEqual([
      'evaluation.json says metrics.accuracy is 1, of the predictions it is 0.5',
    ]);
  });
});

describe('what a monitor compares losses with', () => {
  it("is the platform's own, whatever a report says of another set or of none", async () => {
    const { submit, registry, artifacts } = await platform();
    const files = report({ loss: blinding, rows: 3 });
    expect(await submit({ files })).toMatchObject({ outcome: 'Validated' });
    await put(registry, championAlias(1));
    expect((await readChampion(registry, artifacts, 'bikes'))?.loss).toEqual({
      name: 'absolute_error',
      mean: 1,
      standardDeviation: 0,
      rows: 40,
    });
  });
});
