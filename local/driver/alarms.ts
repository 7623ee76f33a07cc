import { CloudWatchClient, DescribeAlarmsCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { LoopContext } from './loop-context.js';

/** The alarms of the scenario's model, by metric and slot. */
export async function modelAlarms({ client, scenario }: LoopContext): Promise<MetricAlarm[]> {
  const cloudwatch = new CloudWatchClient(client);
  const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand({}));
  return MetricAlarms.filter(({ Dimensions = [] }) =>
    Dimensions.some(({ Name, Value }) => Name === 'Model' && Value === scenario.model),
  );
}

export async function alarmOf(context: LoopContext, metric: string, slot?: string): Promise<MetricAlarm> {
  const alarm = (await modelAlarms(context)).find(
    ({ MetricName, Dimensions = [] }) =>
      MetricName === metric &&
      (slot === undefined || Dimensions.some(({ Name, Value }) => Name === 'Slot' && Value === slot)),
  );
  if (alarm === undefined)
    throw new Error(`there is no alarm on ${metric}${slot === undefined ? '' : ` of the ${slot}`}`);
  return alarm;
}
