import { describe, expect, it } from 'vitest';
import { create, rows, watch } from '../../../fixtures/watched-hours.js';

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
