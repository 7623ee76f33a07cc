import * as z from 'zod';
import type { MonitorSettings } from '../../../lib/contracts/index.js';
import { modelName } from './manifest.js';

/** The settings of one drift monitor, from its handlers' environment. */
export const monitorSettingsSchema: z.ZodType<MonitorSettings> = z.strictObject({
  model: modelName,
  captureKeyPrefix: z.string().min(1),
  groundTruthKeyPrefix: z.string().min(1),
  baselineKey: z.string().min(1).optional(),
  baselineVersionId: z.string().min(1).optional(),
  deliveryBufferSeconds: z.number().min(0),
  minimumRows: z.int().min(1),
  minimumLabelledRows: z.int().min(1),
  psiThreshold: z.number().gt(0),
  distanceThreshold: z.number().gt(0),
  significance: z.number().gt(0).lt(1),
  minimumImportance: z.number().min(0).max(1),
  qualityDegradation: z.number().min(0),
  labelsWithinSeconds: z.int().min(60).max(31_622_400).optional(),
  violatedWindows: z.int().min(1),
  windows: z.int().min(1),
});
