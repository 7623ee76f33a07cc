import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { monitorMetrics } from '../../../lib/contracts/index.js';
import { alarmOf } from '../alarms.js';
import { expect, type LoopContext, type Step } from '../loop-context.js';
import { monitorTraffic } from '../monitor-run.js';
import { waitUntil } from '../wait-until.js';

const reportSchema = z.looseObject({
  causes: z.array(z.string()),
  quality: z.looseObject({ verdict: z.string(), reason: z.string() }).nullish(),
});

/** The later era: the monitor finds what changed, the alarm starts retraining, and a better version takes over. */
export const driftedAndRetrained: Step = async (context) => {
  const { control, scenario, signal } = context;
  const before = await control.champion(scenario.model);
  const first = await monitorTraffic(context, 'traffic-later-1.csv', { labels: true });
  expect(
    'drift in the later era, whose rows must differ from those before it, and no alarm after one window',
    first.violated && first.alarm === 0,
    first,
  );
  const second = await monitorTraffic(context, 'traffic-later-2.csv', { labels: true });
  expect('the alarm after the second window', second.violated && second.alarm === 1, second);
  const alarm = await waitUntil('the drift alarm', 30, signal, async () => {
    const found = await alarmOf(context, monitorMetrics.driftAlarm);
    return found.StateValue === 'ALARM' ? found : undefined;
  });
  context.log(`   alarm ${alarm.AlarmName} went off; waiting for the response`);
  const champion = await waitUntil('a retrained champion', 120, signal, async () => {
    const now = await control.champion(scenario.model);
    return now !== before ? now : undefined;
  });
  const version = await control.version(scenario.model, champion);
  const report = await readReport(context, second.reportKey);
  return {
    windows: [first, second],
    driftedColumns: second.driftedColumns,
    causes: report.causes,
    quality: report.quality,
    alarm: { name: alarm.AlarmName, arn: alarm.AlarmArn, state: alarm.StateValue },
    championBefore: before,
    champion,
    lineage: version.contents?.lineage,
    gates: version.gates,
    evaluationSet: (await control.model(scenario.model))?.evaluationSet,
  };
};

async function readReport({ client, outputs }: LoopContext, key: string): Promise<z.infer<typeof reportSchema>> {
  const s3 = new S3Client({ ...client, forcePathStyle: true });
  const object = await s3.send(new GetObjectCommand({ Bucket: outputs.ArtifactBucketName, Key: key }));
  return reportSchema.parse(JSON.parse((await object.Body?.transformToString()) ?? ''));
}
