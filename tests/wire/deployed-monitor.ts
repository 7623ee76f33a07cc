import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  type HistoryEvent,
  paginateGetExecutionHistory,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import * as z from 'zod';
import { S3ArtifactStore } from '../../lambdas/adapters/s3/s3-artifact-store.js';
import { type HandlerName, hourFolder } from '../../lib/contracts/index.js';
import { ArtifactStore, Baseline, DriftMonitor, EndpointCapture } from '../../lib/index.js';
import { deployConstructs } from './deploy-constructs.js';
import { type TestAws, until } from './embedded-aws.js';

const HANDLERS = ['plan-monitor-run', 'summarise-shard', 'merge-monitor-run'] as const;
const BASELINE = 'baselines/churn.csv';
export const CAPTURE = 'data-capture/churn-endpoint/AllTraffic/';
const HOUR = 3_600_000;

const part = z.object({ planned: z.number(), read: z.number() });
const reportSchema = z.object({
  state: z.string(),
  verdict: z.string(),
  complete: z.boolean(),
  rows: z.object({ reference: z.number(), current: z.number() }),
  columns: z.record(z.string(), z.object({ verdict: z.string(), reason: z.string() })),
  capture: z.object({
    ...{ records: z.number(), duplicates: z.number(), corruptLines: z.number(), objects: z.number() },
    coverage: z.object({ shards: part, objects: part, bytes: part, share: z.number() }),
  }),
});

export interface MonitorRun {
  readonly execution: DescribeExecutionCommandOutput;
  readonly history: readonly HistoryEvent[];
  /** The states that it went through, those of the map's children left out. */
  readonly states: readonly string[];
  readonly report: z.output<typeof reportSchema>;
}

/** A whole hour some hours ago: each test has one of its own. */
export const hourAgo = (hours: number): Date => new Date(Math.floor(Date.now() / HOUR) * HOUR - hours * HOUR);

/** A monitor of an endpoint that no registry knows, deployed with its state machine and its functions. */
export class DeployedMonitor {
  readonly artifacts: S3ArtifactStore;
  readonly s3: S3Client;
  private readonly sfn: SFNClient;

  private constructor(
    private readonly aws: TestAws,
    private readonly output: (name: 'Bucket' | 'Machine' | 'IncompleteAlarm') => string,
  ) {
    this.s3 = new S3Client({ ...aws.config, forcePathStyle: true });
    this.sfn = new SFNClient(aws.config);
    this.artifacts = new S3ArtifactStore(this.s3, output('Bucket'));
  }

  /** Without the name of a bucket that is there, it gets one of its own. */
  static async deploy(
    aws: TestAws,
    baseline: string,
    options: { readonly bucket?: string; readonly wrappers?: Readonly<Partial<Record<HandlerName, string>>> } = {},
  ): Promise<DeployedMonitor> {
    const output = await deployConstructs(
      aws,
      'monitor',
      HANDLERS,
      (stack) => {
        const { bucket } = options;
        const artifacts = new ArtifactStore(
          stack,
          'Artifacts',
          bucket === undefined ? {} : { bucket: Bucket.fromBucketName(stack, 'Bucket', bucket) },
        );
        const monitor = new DriftMonitor(stack, 'Monitor', {
          model: 'churn',
          artifacts,
          baseline: Baseline.fromObject(BASELINE),
          capture: EndpointCapture.of({ endpointName: 'churn-endpoint', destinationKeyPrefix: 'data-capture' }),
          scheduled: false,
        });
        return {
          Bucket: artifacts.bucket.bucketName,
          Machine: monitor.stateMachine.stateMachineArn,
          IncompleteAlarm: monitor.incompleteAlarm.alarmName,
        };
      },
      options.wrappers,
    );
    const monitor = new DeployedMonitor(aws, output);
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await monitor.s3.send(new PutBucketVersioningCommand({ Bucket: output('Bucket'), VersioningConfiguration }));
    await monitor.artifacts.write(BASELINE, baseline, { contentType: 'text/csv' });
    return monitor;
  }

  get bucket(): string {
    return this.output('Bucket');
  }

  /** Puts an object into the hour's folder of the capture; answers its key. */
  async capture(hour: Date, name: string, content: string | Uint8Array): Promise<string> {
    const key = `${CAPTURE}${hourFolder(hour)}/${name}`;
    await this.artifacts.write(key, content, { contentType: 'application/octet-stream' });
    return key;
  }

  /** Runs the monitor over hours, to the end of its execution. */
  async run(name: string, start: Date, { hours = 1, patience = 60 } = {}): Promise<MonitorRun> {
    const window = { start: start.toISOString(), end: new Date(start.getTime() + hours * HOUR).toISOString() };
    const { executionArn } = await this.sfn.send(
      new StartExecutionCommand({
        stateMachineArn: this.output('Machine'),
        name,
        input: JSON.stringify({ model: 'churn', window, startedBy: 'test' }),
      }),
    );
    const execution = await until(
      `the run ${name}`,
      async () => {
        const found = await this.sfn.send(new DescribeExecutionCommand({ executionArn }));
        return found.status === 'RUNNING' ? undefined : found;
      },
      patience,
    );
    if (execution.status !== 'SUCCEEDED') throw new Error(`${name}: ${execution.error} ${execution.cause}`);
    const history: HistoryEvent[] = [];
    for await (const page of paginateGetExecutionHistory({ client: this.sfn }, { executionArn })) {
      history.push(...(page.events ?? []));
    }
    const states = history.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
    const { reportKey } = z.object({ reportKey: z.string() }).parse(JSON.parse(execution.output ?? '{}'));
    const report = reportSchema.parse(JSON.parse(await this.artifacts.readText(reportKey)));
    return { execution, history, states, report };
  }

  async incompleteAlarmState(): Promise<string | undefined> {
    const client = new CloudWatchClient(this.aws.config);
    const AlarmNames = [this.output('IncompleteAlarm')];
    const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({ AlarmNames }));
    return MetricAlarms?.[0]?.StateValue;
  }
}
