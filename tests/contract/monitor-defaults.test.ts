import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEFAULT_RULES } from '../../bin/client/drift/drift-report.js';
import { Baseline } from '../../lib/index.js';
import { monitorSettingsOf } from '../../lib/monitoring/monitor-settings.js';
import { packageRoot } from '../../lib/private/package-root.js';

const settings = monitorSettingsOf({ model: 'churn', baseline: Baseline.fromObject('b.csv') });

/** The values that a file says its optional properties have; the absence of one is told in words, after a hyphen. */
const documented = (file: string): Record<string, string> => {
  const text = readFileSync(join(packageRoot(), 'lib/monitoring', file), 'utf8');
  const found = text.matchAll(/@default ([^-*\n][^*\n]*?)\s*\*\/\s*readonly (\w+)\?:/g);
  return Object.fromEntries([...found].map(([, value, name]) => [name, value]));
};

describe('a monitor for which nothing was set', () => {
  test('has the thresholds that their documentation says, each of them', () => {
    expect(documented('drift-thresholds.ts')).toEqual({
      psi: `${settings.psiThreshold}`,
      distance: `${settings.distanceThreshold}`,
      significance: `${settings.significance}`,
      minimumRows: `${settings.minimumRows}`,
      minimumLabelledRows: `${settings.minimumLabelledRows}`,
      minimumImportance: `${settings.minimumImportance}`,
      qualityDegradation: `${settings.qualityDegradation}`,
      violatedWindows: `${settings.violatedWindows}`,
      windows: `${settings.windows}`,
    });
  });

  test('reads its capture where and when the documentation says', () => {
    expect(documented('capture-location.ts')).toEqual({
      captureKeyPrefix: settings.captureKeyPrefix.replace('churn', '<model>'),
      groundTruthKeyPrefix: settings.groundTruthKeyPrefix.replace('churn', '<model>'),
      deliveryBuffer: `${settings.deliveryBufferSeconds / 60} minute`,
    });
  });

  test('decides as the command line does', () => {
    expect(Object.keys(DEFAULT_RULES).length).toBeGreaterThan(0);
    expect(settings).toMatchObject(DEFAULT_RULES);
  });
});
