import * as z from 'zod';
import type { Json } from '../../../domain/canonical-json.js';
import type { ValidationReport } from '../../documents/validation-report.js';
import { type Html, html } from '../../page/html.js';
import { count } from '../../page/page.js';
import { cell, table } from '../../page/parts.js';
import { anyDetails } from './any-details.js';
import { calibrationSchema, drawCalibration } from './draw-calibration.js';
import { type MeasuredMetrics, metricTable, storedNumber } from './metric-table.js';

const metric = z.object({
  value: storedNumber,
  lower: storedNumber.optional(),
  upper: storedNumber.optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  previous: storedNumber.optional(),
});
const qualitySchema = z
  .looseObject({
    metrics: z.record(z.string(), metric),
    calibration: calibrationSchema.optional(),
    confusion: z
      .object({
        labels: z.array(z.union([z.string(), z.number(), z.boolean()])),
        actualByPredicted: z.array(z.array(z.number())),
      })
      .optional(),
  })
  .catchall(z.json());
type Metric = z.infer<typeof metric>;
type Confusion = NonNullable<z.infer<typeof qualitySchema>['confusion']>;

/** Labels that fit into a table. */
const MOST_LABELS = 12;

/** Metrics against the policy, then the calibration as a picture, then whatever else was measured. */
export function qualityDetails(details: Json, policy: ValidationReport['policy']): Html | undefined {
  const parsed = qualitySchema.safeParse(details);
  if (!parsed.success) return undefined;
  const { metrics, calibration, confusion, ...rest } = parsed.data;
  const drawn = (confusion?.labels.length ?? 0) <= MOST_LABELS;
  return html`${metricTable('Measured by the platform', { ...measuredOf(metrics), bounds: policy.metrics })}
${calibration === undefined ? null : drawCalibration(calibration)}
${confusion === undefined || !drawn ? null : confusionTable(confusion)}
${anyDetails(rest)}`;
}

function measuredOf(metrics: Readonly<Record<string, Metric>>): MeasuredMetrics {
  const all = Object.entries(metrics);
  const values = (of: (metric: Metric) => number | undefined): Record<string, number> =>
    Object.fromEntries(
      all.flatMap(([name, one]) => {
        const value = of(one);
        return value === undefined ? [] : [[name, value]];
      }),
    );
  const previous = values((one) => one.previous);
  return {
    metrics: values(({ value }) => value),
    intervals: Object.fromEntries(
      all.flatMap(([name, { lower, upper }]) =>
        lower === undefined || upper === undefined ? [] : [[name, { lower, upper }]],
      ),
    ),
    ...(Object.keys(previous).length === 0 ? {} : { previous }),
  };
}

const confusionTable = ({ labels, actualByPredicted }: Confusion): Html =>
  table(
    'Rows by label (down) and by what was predicted (across)',
    ['Label', ...labels.map(String)],
    labels.map((label, line) => [
      cell(String(label)),
      ...labels.map((_, column) => ({
        content: count(actualByPredicted[line]?.[column] ?? 0),
        kind: 'number' as const,
      })),
    ]),
  );
