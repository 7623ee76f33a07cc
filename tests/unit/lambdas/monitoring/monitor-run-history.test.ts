import { describe, expect, it } from 'vitest';
import type { Prediction } from '../../../../lambdas/domain/signature.js';
import { create, rows, watch } from '../../../fixtures/watched-hours.js';

it.each([
  ['is none of two labels', { prediction: 'maybe' }, 0],
  ['has a probability above 1', { prediction: 1, probability: 7 }, 1],
  ['has a probability below 0', { prediction: 0, probability: -0.5 }, 0],
])('leaves rows whose prediction %s out of the quality, and says how many', async (_, odd, label) => {
  const classified = rows(1000).map(({ features }, i) => ({
    features,
    prediction: { prediction: i % 2, probability: i % 2 === 0 ? 0.1 : 0.9 },
    label: i % 2,
  }));
  const loss = { name: 'brier', mean: 0.01, standardDeviation: 0.01 } as const;
  const model = await create({ task: 'classification', baseline: classified, loss });
  const served = classified.map((row, i) => (i < 400 ? { ...row, prediction: odd as Prediction, label } : row));
  const { quality } = (await watch(model, 0, served)).report;
  expect(quality).toMatchObject({ verdict: 'ok', rows: 1000, joined: 600, labelled: 600, coverage: 0.6 });
  expect(quality.loss.mean).toBeCloseTo(0.01, 12);
  expect(quality.reason).toContain('; 400 of 1000 rows have no prediction that a label can be compared with');
});

describe('the earlier windows of a monitor run', () => {
  it.each(['by its version', 'by whatever is put there'])(
    'are none of another fixed baseline, named %s',
    async (named) => {
      const model = await create({ settings: { baselineKey: 'base.csv' } });
      const settings: { baselineVersionId?: string } = model.settings;
      const put = async (shift: number) => {
        const lines = rows(1000, { shift }).map(({ features: { temp, hour, city } }) => `${temp},${hour},${city},1`);
        const body = ['temp,hour,city,prediction', ...lines].join('\n');
        const { versionId } = await model.artifacts.write('base.csv', body, { contentType: 'text/csv' });
        if (named === 'by its version') settings.baselineVersionId = versionId;
        return versionId;
      };
      const versionId = await put(0);
      const first = await watch(model, 0, rows(600, { shift: 5 }), false);
      expect(first.report).toMatchObject({ violated: true, baseline: { key: 'base.csv', versionId } });
      await put(5);
      const { output, report } = await watch(model, 1, rows(600), false);
      expect(output).toMatchObject({ violated: true, alarm: 0 });
      expect(report.history).toEqual([]);
      expect((await watch(model, 2, rows(600), false)).output.alarm).toBe(1);
    },
  );

  it.each([
    ['damaged', '{"schemaVersion":2'],
    ['of a later release', '{"schemaVersion":3}'],
  ])('do not hold one whose report is %s, which the report says', async (_, content) => {
    const model = await create();
    const reports = [];
    for (const n of [0, 1]) reports.push(await watch(model, n, rows(600, { shift: 0.3 }), false));
    const key = String(reports[1]?.output.reportKey);
    await model.artifacts.write(key, content, { contentType: 'application/json' });
    const { output, report } = await watch(model, 2, rows(600, { shift: 0.3 }), false);
    expect(output.alarm).toBe(1);
    expect(report.history).toMatchObject([{ reportKey: reports[0]?.output.reportKey }]);
    expect(report.capture.problems).toEqual([
      expect.stringMatching(`^Of the earlier reports 1 could not be read.*${key}`),
    ]);
  });
});
