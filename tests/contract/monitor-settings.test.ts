import { Duration } from 'aws-cdk-lib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { monitorSettingsSchema } from '../../lambdas/application/documents/monitor-settings.js';
import { Baseline, type DriftThresholds } from '../../lib/index.js';
import { checkMonitorSettings, monitorSettingsOf } from '../../lib/monitoring/monitor-settings.js';

const number = fc.oneof(
  fc.constantFrom(0, 1, 5, 100, 0.05, -1, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_VALUE, 2 ** 53),
  fc.double(),
  fc.double({ min: 0, max: 1 }),
  fc.integer({ min: 1, max: 20 }),
);
const likely = (good: fc.Arbitrary<number>): fc.Arbitrary<number> =>
  fc.oneof({ weight: 30, arbitrary: good }, { weight: 1, arbitrary: number });
const share = likely(fc.double({ min: 0.001, max: 0.999, noNaN: true }));
const count = likely(fc.integer({ min: 1, max: 5 }));
const labelsWithin = fc.oneof(
  { weight: 30, arbitrary: fc.integer({ min: 1, max: 366 }).map((days) => Duration.days(days)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(0, 59, 60, 31_622_400, 31_622_401).map((seconds) => Duration.seconds(seconds)),
  },
);
const thresholds: fc.Arbitrary<DriftThresholds> = fc.record(
  {
    ...{ psi: share, distance: share, significance: share, minimumImportance: share, qualityDegradation: share },
    ...{ minimumRows: count, minimumLabelledRows: count, violatedWindows: count, windows: count },
    labelsWithin,
  },
  { requiredKeys: [] },
);
const text = (good: string): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 20, arbitrary: fc.constant(good) },
    { weight: 1, arbitrary: fc.constantFrom('', '/', `/${good}`, `${good}!`, 'Bad_Model Name!', 'a'.repeat(33)) },
    { weight: 1, arbitrary: fc.string() },
  );
const propsOf = fc.record({
  model: text('churn'),
  baseline: fc.tuple(text('b.csv'), text('v1')).map(([key, versionId]) => Baseline.fromObject(key, versionId)),
  thresholds,
  capture: fc.record(
    {
      captureKeyPrefix: text('capture/'),
      groundTruthKeyPrefix: text('labels/'),
      deliveryBuffer: fc.nat().map((seconds) => Duration.seconds(seconds)),
    },
    { requiredKeys: [] },
  ),
});

test("what is accepted at synthesis, the handlers' schema takes as it is written to their environment", () => {
  let [accepted, refused] = [0, 0];
  fc.assert(
    fc.property(propsOf, (props) => {
      const settings = monitorSettingsOf(props);
      try {
        checkMonitorSettings(settings, 3600);
      } catch {
        refused++;
        return;
      }
      accepted++;
      const written: unknown = JSON.parse(JSON.stringify(settings));
      expect(monitorSettingsSchema.parse(written)).toEqual(written);
    }),
    { numRuns: 2000 },
  );
  expect(Math.min(accepted, refused)).toBeGreaterThan(200);
});
