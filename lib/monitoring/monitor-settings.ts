import { Token } from 'aws-cdk-lib';
import { MODEL_NAME, MONITOR_DEFAULTS, type MonitorSettings, objectKeys } from '../contracts';
import type { DriftMonitorProps } from './drift-monitor';

/** What the handlers of a monitor need to know, from its properties and their defaults. */
export function monitorSettingsOf(props: DriftMonitorProps): MonitorSettings {
  const { capture, thresholds, baseline } = props;
  return {
    model: props.model,
    captureKeyPrefix: capture?.captureKeyPrefix ?? objectKeys.capture(props.model),
    groundTruthKeyPrefix: capture?.groundTruthKeyPrefix ?? objectKeys.groundTruth(props.model),
    baselineKey: baseline.key,
    baselineVersionId: baseline.versionId,
    deliveryBufferSeconds: capture?.deliveryBuffer?.toSeconds() ?? MONITOR_DEFAULTS.deliveryBufferSeconds,
    minimumRows: thresholds?.minimumRows ?? MONITOR_DEFAULTS.minimumRows,
    minimumLabelledRows: thresholds?.minimumLabelledRows ?? MONITOR_DEFAULTS.minimumLabelledRows,
    psiThreshold: thresholds?.psi ?? MONITOR_DEFAULTS.psiThreshold,
    distanceThreshold: thresholds?.distance ?? MONITOR_DEFAULTS.distanceThreshold,
    significance: thresholds?.significance ?? MONITOR_DEFAULTS.significance,
    minimumImportance: thresholds?.minimumImportance ?? MONITOR_DEFAULTS.minimumImportance,
    qualityDegradation: thresholds?.qualityDegradation ?? MONITOR_DEFAULTS.qualityDegradation,
    labelsWithinSeconds: thresholds?.labelsWithin?.toSeconds(),
    violatedWindows: thresholds?.violatedWindows ?? MONITOR_DEFAULTS.violatedWindows,
    windows: thresholds?.windows ?? MONITOR_DEFAULTS.windows,
  };
}

/** Throws every problem of the settings and the interval at once: what it lets pass, the handlers take. */
export function checkMonitorSettings(settings: MonitorSettings, intervalSeconds: number): void {
  const problems: string[] = [];
  const expect = (holds: boolean, what: string, found: number, allowed: string): void => {
    if (!holds) {
      problems.push(`${what} is ${found}, expected ${allowed}`);
    }
  };
  /** What is known at deployment only can't be looked at. */
  const expectText = (text: string | undefined, pattern: RegExp, what: string, allowed: string): void => {
    if (text !== undefined && !Token.isUnresolved(text) && !pattern.test(text)) {
      problems.push(`${what} is "${text}", expected ${allowed}`);
    }
  };
  const { violatedWindows, windows, significance, minimumImportance, labelsWithinSeconds = 60 } = settings;
  expectText(settings.model, MODEL_NAME.pattern, 'model', MODEL_NAME.expected);
  expectText(
    settings.baselineKey,
    /^[^/]/,
    'the key of the baseline',
    'one that is not empty and begins with no slash',
  );
  expectText(settings.baselineVersionId, /./, 'the version id of the baseline', 'one that is not empty');
  expect(
    intervalSeconds >= 300 && intervalSeconds <= 259_200 && intervalSeconds % 60 === 0,
    'interval (seconds)',
    intervalSeconds,
    'whole minutes from 5 minutes to 3 days',
  );
  expect(significance > 0 && significance < 1, 'thresholds.significance', significance, 'above 0 and below 1');
  for (const [name, value] of [
    ['psi', settings.psiThreshold],
    ['distance', settings.distanceThreshold],
    ['qualityDegradation', settings.qualityDegradation],
  ] as const) {
    expect(value > 0 && value < Number.POSITIVE_INFINITY, `thresholds.${name}`, value, 'a finite number above 0');
  }
  expect(
    minimumImportance >= 0 && minimumImportance <= 1,
    'thresholds.minimumImportance',
    minimumImportance,
    'a share from 0 to 1',
  );
  expect(
    labelsWithinSeconds >= 60 && labelsWithinSeconds <= 31_622_400,
    'thresholds.labelsWithin (seconds)',
    labelsWithinSeconds,
    'from 1 minute to 366 days',
  );
  for (const [name, value] of [
    ['minimumRows', settings.minimumRows],
    ['minimumLabelledRows', settings.minimumLabelledRows],
    ['violatedWindows', violatedWindows],
  ] as const) {
    expect(Number.isSafeInteger(value) && value > 0, `thresholds.${name}`, value, 'a whole number above 0');
  }
  expect(
    Number.isSafeInteger(windows) && windows >= violatedWindows,
    'thresholds.windows',
    windows,
    `${violatedWindows} or more`,
  );
  for (const [name, prefix] of [
    ['captureKeyPrefix', settings.captureKeyPrefix],
    ['groundTruthKeyPrefix', settings.groundTruthKeyPrefix],
  ] as const) {
    expectText(prefix, /^[^/].*\/$/, `capture.${name}`, 'a prefix that ends with a slash and begins with none');
  }
  if (problems.length > 0) {
    throw new Error(`DriftMonitor of model "${settings.model}": ${problems.join('; ')}.`);
  }
}
