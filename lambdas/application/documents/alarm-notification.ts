import * as z from 'zod';
import type { AlarmChange, AlarmMetric } from '../../domain/monitoring/alarm-response.js';

/** A delivery of SNS to a function. */
export const snsEventSchema = z.object({
  Records: z.array(z.object({ Sns: z.object({ MessageId: z.string(), Message: z.string() }) })).min(1),
});

const dimensions = z.array(z.object({ name: z.string(), value: z.string() }));

const state = z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']);

/** What a CloudWatch alarm publishes when its state changes, as AWS documents it; more fields may come. */
const notificationSchema = z.object({
  AlarmName: z.string().min(1),
  AlarmDescription: z.string().nullish(),
  NewStateValue: state,
  OldStateValue: state,
  NewStateReason: z.string(),
  StateChangeTime: z
    .string()
    .transform((text) => text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'))
    .pipe(z.iso.datetime({ offset: true })),
  Trigger: z.object({
    Namespace: z.string().optional(),
    MetricName: z.string().optional(),
    Dimensions: dimensions.nullish(),
    /** Of an alarm on metric math. */
    Metrics: z
      .array(
        z.object({
          MetricStat: z
            .object({
              Metric: z.object({ Namespace: z.string(), MetricName: z.string(), Dimensions: dimensions.nullish() }),
            })
            .optional(),
        }),
      )
      .optional(),
  }),
});

/** The change of state that a message tells of, or why it is none. */
export function readAlarmNotification(message: string): AlarmChange | { readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(message);
  } catch {
    return { problem: 'the message is not JSON' };
  }
  const result = notificationSchema.safeParse(value);
  if (!result.success) {
    const problems = result.error.issues.map((issue) => `${issue.path.join('.') || '(root)'}: ${issue.message}`);
    return { problem: problems.join('; ') };
  }
  const { AlarmName, AlarmDescription, NewStateValue, OldStateValue, NewStateReason, StateChangeTime, Trigger } =
    result.data;
  const single = { Namespace: Trigger.Namespace, MetricName: Trigger.MetricName, Dimensions: Trigger.Dimensions };
  const all = [single, ...(Trigger.Metrics ?? []).map((metric) => metric.MetricStat?.Metric)];
  return {
    name: AlarmName,
    ...(AlarmDescription != null && { description: AlarmDescription }),
    state: NewStateValue,
    previousState: OldStateValue,
    reason: NewStateReason,
    changedAt: new Date(StateChangeTime),
    metrics: all.flatMap((metric): AlarmMetric[] =>
      metric?.Namespace === undefined || metric.MetricName === undefined
        ? []
        : [
            {
              namespace: metric.Namespace,
              name: metric.MetricName,
              dimensions: Object.fromEntries((metric.Dimensions ?? []).map(({ name, value }) => [name, value])),
            },
          ],
    ),
  };
}
