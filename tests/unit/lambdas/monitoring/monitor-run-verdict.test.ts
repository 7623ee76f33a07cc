import { describe, expect, it } from 'vitest';
import { objectKeys } from '../../../../lib/contracts/index.js';
import type { MonitoredModel as Model, ServedRow } from '../../../fixtures/monitored-model.js';
import { create, hour, rows, watch } from '../../../fixtures/watched-hours.js';

describe('a monitor run', () => {
  it('finds nothing in traffic like the baseline, and says so in report, metrics and page', async () => {
    const model = await create();
    const { output, report, html } = await watch(model, 0, rows(600));
    expect(output).toMatchObject({ state: 'ok', verdict: 'ok', driftedColumns: [], violated: false, alarm: 0 });
    expect(report).toMatchObject({
      rows: { reference: 1000, current: 600 },
      version: 1,
      causes: [],
      dataset: { drifted: false, driftedShare: 0 },
    });
    expect(report.quality).toMatchObject({ verdict: 'ok', labelled: 600, coverage: 1 });
    expect(model.metrics).toHaveLength(1);
    expect(model.metrics[0]).toMatchObject({
      Model: 'bike',
      DriftAlarm: 0,
      MonitorRan: 1,
      RowsMonitored: 600,
      LabelCoverage: 1,
    });
    expect(html).toContain('No drift');
  });

  it('names the column that drifted, and raises the alarm with the second such window', async () => {
    const model = await create();
    const first = await watch(model, 0, rows(600, { shift: 0.3 }));
    expect(first.output).toMatchObject({ verdict: 'drift', driftedColumns: ['temp'], violated: true, alarm: 0 });
    const second = await watch(model, 1, rows(600, { shift: 0.3 }));
    expect(second.output).toMatchObject({ violated: true, alarm: 1 });
    expect(second.report.history).toMatchObject([{ violated: true, reportKey: first.output.reportKey }]);
    expect(model.metrics.map((metrics) => metrics.DriftAlarm)).toEqual([0, 1]);
    const violations = JSON.parse(
      await model.artifacts.readText(second.output.reportKey.replace('report.json', 'constraint_violations.json')),
    );
    expect(violations.violations).toMatchObject([
      { feature_name: 'temp', constraint_check_type: 'baseline_drift_check' },
    ]);
  });

  it('keeps the alarm off when the latest window is quiet, whatever came before', async () => {
    const model = await create();
    await watch(model, 0, rows(600, { shift: 0.3 }));
    await watch(model, 1, rows(600, { shift: 0.3 }));
    expect((await watch(model, 2, rows(600))).output).toMatchObject({ violated: false, alarm: 0 });
  });

  it('reports drift of a column that does not matter without counting the window', async () => {
    const model = await create({ importance: { temp: 0.01, hour: 0.99 } });
    expect((await watch(model, 0, rows(600, { shift: 0.3 }))).output).toMatchObject({
      verdict: 'drift',
      violated: false,
    });
  });

  it.each(['constructor', 'toString', 'valueOf'])(
    'knows no importance of a column %s that nobody told of',
    async (name) => {
      const named = (shift: number): ServedRow[] =>
        rows(600).map(({ features, ...row }) => ({ ...row, features: { [name]: Number(features.temp) + shift } }));
      const model = await create({
        columns: [{ name, type: 'double', required: true }],
        baseline: named(0),
        importance: { other: 0.5 },
      });
      const { report } = await watch(model, 0, named(0.3), false);
      expect(report).toMatchObject({ verdict: 'drift', violated: true });
      expect(Object.entries(report.columns)).toMatchObject([[name, { verdict: 'drift', importance: null }]]);
    },
  );

  it('counts a column that is gone however little it matters', async () => {
    const model = await create({ importance: { temp: 0.01, hour: 0.99 } });
    const without = rows(600).map(({ features: { temp: _, ...features }, ...row }) => ({ ...row, features }));
    const { output, report, html } = await watch(model, 0, without);
    expect(output).toMatchObject({ verdict: 'drift', driftedColumns: ['temp'], violated: true });
    expect(report.columns.temp).toMatchObject({ verdict: 'not-comparable', broken: true });
    expect(report.dataset).toEqual({ drifted: false, driftedShare: 1 / 3 });
    expect(model.metrics[0]).toMatchObject({ DriftedColumnsShare: 1 / 3 });
    expect(html).toContain('<dd>1 of 3<small>');
    expect(report.causes).toEqual([expect.stringContaining('temp: the column is gone')]);
  });

  it('finds a drop of quality that no column shows, and needs enough labels for it', async () => {
    const model = await create();
    const { output, report } = await watch(model, 0, rows(600, { error: 1.5 }));
    expect(output).toMatchObject({ verdict: 'quality-drop', violated: true, driftedColumns: [] });
    expect(report.quality).toMatchObject({ verdict: 'drop', baselineLoss: { mean: 1 } });
    expect(report.quality.metrics.mae).toBeCloseTo(1.5, 1);
    const few = await watch(model, 1, rows(199, { error: 5 }));
    expect(few.report.quality.verdict).toBe('insufficient-data');
    const none = await watch(model, 2, rows(600, { error: 5 }), false);
    expect(none.report.quality).toMatchObject({ verdict: 'insufficient-data', labelled: 0, coverage: 0, loss: null });
  });

  it('finds drift of the prediction', async () => {
    const model = await create();
    const moved = rows(600).map((row) => ({
      ...row,
      prediction: { prediction: Number(row.prediction.prediction) + 40 },
    }));
    const { output, report } = await watch(model, 0, moved, false);
    expect(output).toMatchObject({ verdict: 'drift', violated: true, driftedColumns: [] });
    expect(report.prediction).toMatchObject({ name: 'prediction', verdict: 'drift' });
  });

  it('judges a classifier by its probability and its Brier score', async () => {
    const classified = (count: number, error: number): ServedRow[] =>
      rows(count).map(({ features }, i) => {
        const probability = ((i * 0.618034) % 1) * 0.9 + 0.05;
        const positive = (i * 0.754877) % 1 < probability + error;
        return {
          features,
          prediction: { prediction: probability >= 0.5 ? 1 : 0, probability },
          label: positive ? '1.0' : '0',
        };
      });
    const loss = { name: 'brier', mean: 0.18, standardDeviation: 0.2 } as const;
    const model = await create({ task: 'classification', baseline: classified(1000, 0), loss });
    const { report } = await watch(model, 0, classified(800, 0));
    expect(report.prediction).toMatchObject({ name: 'probability', type: 'numeric', verdict: 'ok' });
    expect(report.quality).toMatchObject({ verdict: 'ok', labelled: 800 });
    expect(report.quality.metrics.accuracy).toBeGreaterThan(0.6);
    expect((await watch(model, 1, classified(800, 0.5))).report.quality.verdict).toBe('drop');
  });

  it('passes over empty windows in the alarm rule', async () => {
    const model = await create();
    await watch(model, 0, rows(600, { shift: 0.3 }));
    await model.monitor(hour(1).start, hour(1).end);
    expect((await watch(model, 2, rows(600, { shift: 0.3 }))).output.alarm).toBe(1);
  });

  it.each([
    ['has too little data', async (model: Model) => void (await watch(model, 2, rows(3, { shift: 0.3 }), false))],
    [
      'was read in part only, and shows nothing in that',
      async (model: Model) => {
        await model.serve(rows(640, { shift: 0.3 }), hour(2).middle, { objects: 128 });
        await model.serve(rows(300), hour(2).middle, { objects: 1 });
        const { report } = await model.monitor(hour(2).start, hour(2).end, 'half', [0, 1]);
        expect(report).toMatchObject({ state: 'ok', complete: false, violated: false });
      },
    ],
  ])('leaves the alarm as it is for a window that %s, and passes over it in the rule', async (_, undecided) => {
    const model = await create({ settings: { windows: 2 } });
    for (const n of [0, 1]) await watch(model, n, rows(600, { shift: 0.3 }), false);
    await undecided(model);
    expect(model.metrics.map((metrics) => metrics.DriftAlarm)).toEqual([0, 1, undefined]);
    const { output, report } = await watch(model, 3, rows(600, { shift: 0.3 }), false);
    expect(output.alarm).toBe(1);
    expect(report.history).toMatchObject([{ window: { start: hour(1).start.toISOString() } }]);
  });

  it('counts a window that was read in part only when that is violated', async () => {
    const model = await create();
    await watch(model, 0, rows(600, { shift: 0.3 }), false);
    await model.serve(rows(6400, { shift: 0.5 }), hour(1).middle, { objects: 128 });
    const { output } = await model.monitor(hour(1).start, hour(1).end, 'half', [1]);
    expect(output).toMatchObject({ complete: false, violated: true, alarm: 1 });
    expect(model.metrics.map((metrics) => metrics.DriftAlarm)).toEqual([0, 1]);
  });

  it('starts the alarm rule afresh with another champion', async () => {
    const model = await create();
    await watch(model, 0, rows(600, { shift: 0.3 }));
    model.champion = 2;
    const { output, report } = await watch(model, 1, rows(600, { shift: 0.3 }));
    expect(output).toMatchObject({ violated: true, alarm: 0 });
    expect(report.history).toEqual([]);
  });

  it('leaves the alarm alone when an older window runs again', async () => {
    const model = await create();
    await watch(model, 0, rows(600, { shift: 0.3 }));
    await watch(model, 1, rows(600));
    await model.monitor(hour(0).start, hour(0).end);
    expect(model.metrics.map((metrics) => metrics.DriftAlarm)).toEqual([0, 0, undefined]);
  });

  it('is not muted by a report of a window that ends in the future', async () => {
    const model = await create();
    const ahead = objectKeys.monitorReport('bike', hour(0).start, new Date(Date.now() + 3_600_000));
    await model.artifacts.write(`${ahead}report.json`, '{}', { contentType: 'application/json' });
    await watch(model, 1, rows(600));
    expect(model.metrics.map((metrics) => metrics.DriftAlarm)).toEqual([0]);
  });

  it('counts traffic that several windows share once for the alarm', async () => {
    const model = await create();
    const drifted = rows(600, { shift: 0.3 });
    await watch(model, 0, drifted);
    const { start, end, middle } = hour(0);
    expect((await model.monitor(start, hour(1).end)).output).toMatchObject({ violated: true, alarm: 0 });
    expect((await model.monitor(new Date(start.getTime() - 60_000), end)).output).toMatchObject({ alarm: 0 });
    await model.serve(drifted, new Date(middle.getTime() + 7_200_000));
    const { output, report } = await model.monitor(hour(2).start, hour(2).end);
    expect(output.alarm).toBe(1);
    expect(report.history).toMatchObject([{ window: { start: start.toISOString() } }]);
  });

  it('judges by a fixed baseline without a registry, the columns before the prediction', async () => {
    const model = await create({ settings: { baselineKey: 'models/bike/submissions/s-1/baseline/baseline.csv' } });
    const { output, report } = await watch(model, 0, rows(600, { shift: 0.3 }));
    expect(output).toMatchObject({ verdict: 'drift', driftedColumns: ['temp'] });
    expect(report).toMatchObject({ version: null, quality: { verdict: 'not-comparable' } });
    expect(Object.keys(report.columns)).toEqual(['temp', 'hour', 'city']);
  });
});
