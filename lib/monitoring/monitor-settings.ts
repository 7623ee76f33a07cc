import { Token } from 'aws-cdk-lib';
import { type MonitorSettings, objectKeys } from '../contracts';
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
    deliveryBufferSeconds: capture?.deliveryBuffer?.toSeconds() ?? 60,
    minimumRows: thresholds?.minimumRows ?? 100,
    minimumLabelledRows: thresholds?.minimumLabelledRows ?? 200,
    psiThreshold: thresholds?.psi ?? 0.2,
    distanceThreshold: thresholds?.distance ?? 0.1,
    significance: thresholds?.significance ?? 0.05,
    minimumImportance: thresholds?.minimumImportance ?? 0.05,
    qualityDegradation: thresholds?.qualityDegradation ?? 0.1,
    violatedWindows: thresholds?.violatedWindows ?? 2,
    windows: thresholds?.windows ?? 5,
  };
}

/** Throws every problem of the settings and the interval at once. */
export function checkMonitorSettings(settings: MonitorSettings, intervalSeconds: number): void {
  const problems: string[] = [];
  const expect = (holds: boolean, what: string, found: number, allowed: string): void => {
    if (!holds) {
      problems.push(`${what} is ${found}, expected ${allowed}`);
    }
  };
  const { violatedWindows, windows, significance } = settings;
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
    expect(value > 0, `thresholds.${name}`, value, 'above 0');
  }
  for (const [name, value] of [
    ['minimumRows', settings.minimumRows],
    ['minimumLabelledRows', settings.minimumLabelledRows],
    ['violatedWindows', violatedWindows],
  ] as const) {
    expect(Number.isInteger(value) && value > 0, `thresholds.${name}`, value, 'a whole number above 0');
  }
  expect(
    Number.isInteger(windows) && windows >= violatedWindows,
    'thresholds.windows',
    windows,
    `${violatedWindows} or more`,
  );
  for (const [name, prefix] of [
    ['captureKeyPrefix', settings.captureKeyPrefix],
    ['groundTruthKeyPrefix', settings.groundTruthKeyPrefix],
  ] as const) {
    if (!Token.isUnresolved(prefix) && !/^[^/].*\/$/.test(prefix)) {
      problems.push(`capture.${name} is "${prefix}", expected a prefix that ends with a slash and begins with none`);
    }
  }
  if (problems.length > 0) {
    throw new Error(`DriftMonitor of model "${settings.model}": ${problems.join('; ')}.`);
  }
}
