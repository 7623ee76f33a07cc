import type { MonitorSettings } from './model-policy';

/** The settings of a monitor for which none were set; `mlops drift` decides by them too. */
export const MONITOR_DEFAULTS = {
  deliveryBufferSeconds: 60,
  minimumRows: 100,
  minimumLabelledRows: 200,
  psiThreshold: 0.2,
  distanceThreshold: 0.1,
  significance: 0.05,
  minimumImportance: 0.05,
  qualityDegradation: 0.1,
  violatedWindows: 2,
  windows: 5,
} as const satisfies Partial<MonitorSettings>;
