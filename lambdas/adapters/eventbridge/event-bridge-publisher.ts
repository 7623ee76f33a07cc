import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { EVENT_SOURCE } from '../../../lib/contracts/index.js';
import { DependencyUnavailable } from '../../domain/errors.js';
import type { AuditRecord } from '../../domain/registry/records.js';
import type { EventPublisher } from '../../ports/event-publisher.js';
import { calling } from '../aws-errors.js';

/** Below EventBridge's 256 KB; evidence over it stays in the record, where `seq` finds it. */
const MAXIMUM_DETAIL_BYTES = 200_000;

/**
 * The default bus; the detail type is the action. `platform` in the detail keeps the platforms of one account apart: it is
 * the name of the platform's artifact bucket.
 */
export class EventBridgePublisher implements EventPublisher {
  constructor(
    private readonly client: EventBridgeClient,
    private readonly platform: string,
  ) {}

  async publish(record: AuditRecord): Promise<void> {
    const { model, seq, action, actor, at, version, submissionId, evidence } = record;
    const headline = { platform: this.platform, model, seq, action, actor, at, version, submissionId };
    const whole = JSON.stringify({ ...headline, evidence });
    const Detail =
      Buffer.byteLength(whole) <= MAXIMUM_DETAIL_BYTES ? whole : JSON.stringify({ ...headline, evidence: {} });
    const entry = { Source: EVENT_SOURCE, DetailType: action, Detail, Time: new Date(at) };
    const { Entries } = await calling(`publish ${action} of model ${model}`, () =>
      this.client.send(new PutEventsCommand({ Entries: [entry] })),
    );
    const failed = Entries?.find((result) => result.ErrorCode !== undefined);
    if (failed !== undefined) {
      throw new DependencyUnavailable(`EventBridge refused ${action}: ${failed.ErrorCode}: ${failed.ErrorMessage}`);
    }
  }
}
