import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { IArtifactStore } from '../artifact-store/artifact-store';
import { CaptureStream } from './capture-stream';
import { metricErrors5xx, metricModelLatency, metricRejectedShare, metricTimeoutShare } from './inference-metrics';

/** Properties of InferenceModel. */
export interface InferenceModelProps {
  /** Name of the model. */
  readonly model: string;
  /** Where captured records go. */
  readonly artifacts: IArtifactStore;
  /** Longest time that a record waits for others. */
  readonly captureBuffer: Duration;
  /** Whether failed deliveries of captured records are logged. */
  readonly captureLogging: boolean;
  /** The candidate's 90th percentile above which a rollout is rolled back. */
  readonly latencyThreshold: Duration;
  /** Told when an alarm goes off. @default - nobody is told */
  readonly alarmTopic?: sns.ITopic;
}

/** A share of the requests that no cold start and no single caller makes for so long. */
const MOST = 0.5;

interface SlotAlarm {
  readonly metric: cloudwatch.IMetric;
  readonly threshold: number;
  /** All of which have to breach. */
  readonly periods: number;
  readonly description: string;
}

/** What the gateway keeps for one model: the capture of its traffic, and the alarms on its two slots. */
export class InferenceModel extends Construct {
  /** The Firehose stream of the captured records. */
  readonly captureStreamName: string;
  /** The alarms on the candidate, any of which rolls it back while it bakes. */
  readonly rollbackAlarms: cloudwatch.IAlarm[];
  /** The alarms on the champion, which people must look at. */
  readonly championAlarms: cloudwatch.IAlarm[];
  /** @internal */
  readonly _stream: CaptureStream;

  constructor(scope: Construct, id: string, props: InferenceModelProps) {
    super(scope, id);
    const { model } = props;
    this._stream = new CaptureStream(this, 'Capture', {
      model,
      artifacts: props.artifacts,
      bufferInterval: props.captureBuffer,
      logging: props.captureLogging,
    });
    this.captureStreamName = this._stream.streamName;

    const candidateAlarms = this.createCandidateAlarms(model, props.latencyThreshold.toMilliseconds());
    const championAlarms = this.createChampionAlarms(model);
    this.rollbackAlarms = candidateAlarms;
    this.championAlarms = championAlarms;
    if (props.alarmTopic !== undefined) {
      for (const alarm of [...candidateAlarms, ...championAlarms]) {
        alarm.addAlarmAction(new actions.SnsAction(props.alarmTopic));
      }
    }
  }

  private createCandidateAlarms(model: string, latencyThresholdMs: number): cloudwatch.Alarm[] {
    return [
      this.createAlarm('CandidateErrors', {
        metric: metricErrors5xx(model, 'candidate'),
        threshold: 1,
        periods: 1,
        description:
          `The candidate of ${model} answered with a 5xx: it crashed, or its endpoint failed. ` +
          'Next: a rollout in bake is rolled back by itself; read the logs of its endpoint for the cause.',
      }),
      this.createAlarm('CandidateLatency', {
        metric: metricModelLatency(model, 'candidate'),
        threshold: latencyThresholdMs,
        periods: 2,
        description:
          `A tenth of the candidate's answers for ${model} took longer than ${latencyThresholdMs} ms, ` +
          'two minutes in a row. Next: a rollout in bake is rolled back by itself; compare its memory and its artifact ' +
          "with the champion's.",
      }),
      this.createAlarm('CandidateTimeouts', {
        metric: metricTimeoutShare(model, 'candidate'),
        threshold: MOST,
        periods: 3,
        description:
          `The gateway gave up on half or more of the requests to the candidate of ${model}, three minutes in a row: ` +
          'that is no cold start, it hangs or is far too slow. ' +
          'Next: a rollout in bake is rolled back by itself; read the logs of its endpoint for the cause.',
      }),
    ];
  }

  private createChampionAlarms(model: string): cloudwatch.Alarm[] {
    return [
      this.createAlarm('ChampionErrors', {
        metric: metricErrors5xx(model, 'champion'),
        threshold: 1,
        periods: 1,
        description:
          `The champion of ${model} answered with a 5xx. Nothing is rolled back by itself. ` +
          `Next: "mlops rollback --model ${model} --champion --reason R" makes the last good champion serve again; ` +
          'then read the logs of its endpoint, and submit a version that is mended.',
      }),
      this.createAlarm('ChampionTimeouts', {
        metric: metricTimeoutShare(model, 'champion'),
        threshold: MOST,
        periods: 3,
        description:
          `The gateway gave up on half or more of the requests to the champion of ${model}, three minutes in a row: ` +
          'it hangs, or is far too slow for its traffic. Nothing is rolled back by itself. ' +
          `Next: "mlops rollback --model ${model} --champion --reason R" makes the last good champion serve again; ` +
          'then read the logs of its endpoint, and submit a version that is mended.',
      }),
      this.createAlarm('ChampionRejections', {
        metric: metricRejectedShare(model, 'champion', { period: Duration.minutes(5) }),
        threshold: MOST,
        periods: 3,
        description:
          `Half or more of the requests to the champion of ${model} were rejected for a quarter of an hour: ` +
          'callers send input that does not fit the signature, such as a renamed column or another type. ' +
          'What is rejected is not captured, so the drift monitor does not see it. ' +
          'Next: read the answers that callers get, and mend the input at its source.',
      }),
    ];
  }

  private createAlarm(id: string, { metric, threshold, periods, description }: SlotAlarm): cloudwatch.Alarm {
    return new cloudwatch.Alarm(this, id, {
      alarmDescription: description,
      metric,
      threshold,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: periods,
      datapointsToAlarm: periods,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }
}
