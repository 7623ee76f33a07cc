import * as z from 'zod';
import type { Json } from '../../../domain/canonical-json.js';
import type { ValidationReport } from '../../documents/validation-report.js';
import { type Html, html } from '../../page/html.js';
import { anyDetails } from './any-details.js';
import { calibrationSchema, drawCalibration } from './draw-calibration.js';
import { intervalsSchema, metricTable, numbersSchema } from './metric-table.js';

const qualitySchema = z
  .looseObject({
    metrics: numbersSchema,
    intervals: intervalsSchema.optional(),
    calibration: calibrationSchema.optional(),
  })
  .catchall(z.json());

/** Metrics against the policy, then the calibration as a picture, then whatever else was measured. */
export function qualityDetails(details: Json, policy: ValidationReport['policy']): Html | undefined {
  const parsed = qualitySchema.safeParse(details);
  if (!parsed.success) return undefined;
  const { metrics, intervals, calibration, ...rest } = parsed.data;
  return html`${metricTable('Measured by the platform', { metrics, intervals, bounds: policy.metrics })}
${calibration === undefined ? null : drawCalibration(calibration)}
${anyDetails(rest)}`;
}
