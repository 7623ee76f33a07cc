import { type CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { AlarmReader, AlarmState } from '../../ports/alarm-reader.js';
import { calling } from '../aws-errors.js';

/** At most this many names a call. */
const NAMES_A_CALL = 100;

/** Metric alarms; composite ones would need the right to read every alarm of the account. */
export class CloudWatchAlarmReader implements AlarmReader {
  constructor(private readonly client: CloudWatchClient) {}

  async read(names: readonly string[]): Promise<readonly AlarmState[]> {
    const states: AlarmState[] = [];
    for (let start = 0; start < names.length; start += NAMES_A_CALL) {
      const AlarmNames = names.slice(start, start + NAMES_A_CALL);
      const answer = await calling('read the alarms', () =>
        this.client.send(new DescribeAlarmsCommand({ AlarmNames, MaxRecords: NAMES_A_CALL })),
      );
      for (const alarm of answer.MetricAlarms ?? []) {
        const { AlarmName: name, StateValue: state, StateReason: reason = '' } = alarm;
        const since = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp ?? new Date(0);
        if (name !== undefined && state !== undefined) states.push({ name, state, reason, since });
      }
    }
    return states;
  }
}
