import { monitorMetrics } from '../../../lib/contracts/index.js';
import { alarmOf, modelAlarms } from '../alarms.js';
import { expect, type Step } from '../loop-context.js';
import { monitorTraffic } from '../monitor-run.js';
import { waitUntil } from '../wait-until.js';

/** Traffic of the era that the model was trained on: nothing drifted, and the alarms are quiet. */
export const watched: Step = async (context) => {
  const run = await monitorTraffic(context, 'traffic-reference.csv', { labels: false });
  expect('no drift in traffic of the reference era', !run.violated && run.driftedColumns.length === 0, run);
  const firing = (await modelAlarms(context))
    .filter(({ StateValue }) => StateValue === 'ALARM')
    .map(({ AlarmName }) => AlarmName);
  expect('no alarm to fire', firing.length === 0, firing);
  const alarm = await waitUntil('the drift alarm to be OK', 30, context.signal, async () => {
    const found = await alarmOf(context, monitorMetrics.driftAlarm);
    return found.StateValue === 'OK' ? found : undefined;
  });
  return { ...run, driftAlarm: { name: alarm.AlarmName, arn: alarm.AlarmArn, state: alarm.StateValue } };
};
