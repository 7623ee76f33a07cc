import { createHash } from 'node:crypto';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeTrainingJobCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { registryKeys } from '../../../lib/contracts/index.js';
import type { KeptLoop } from '../kept-loop.js';

/** Every value below `root` that fits the schema. */
function found<T>(root: unknown, schema: z.ZodType<T>): T[] {
  const parsed = schema.safeParse(root);
  const below = typeof root === 'object' && root !== null ? Object.values(root) : [];
  return [...(parsed.success ? [parsed.data] : []), ...below.flatMap((value) => found(value, schema))];
}

const arnOf = (kind: string) => z.string().regex(new RegExp(`^arn:aws:[a-z]+:[^:]+:\\d{12}:${kind}[:/]`));

/** What the JSON file says can be read back through the AWS SDK from what was left running. */
export function evidenceReadsBack(loop: KeptLoop): void {
  describe('the evidence of the JSON file', () => {
    it('names state machine executions that succeeded', async () => {
      const sfn = new SFNClient(loop.context().client);
      const arns = new Set(found(loop.steps(), arnOf('execution')));
      expect(arns.size).toBeGreaterThanOrEqual(4);
      for (const executionArn of arns) {
        const { status } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
        expect({ executionArn, status }).toEqual({ executionArn, status: 'SUCCEEDED' });
      }
    });

    it('names alarms, by name and ARN', async () => {
      const cloudwatch = new CloudWatchClient(loop.context().client);
      const alarms = found(loop.steps(), z.object({ name: z.string(), arn: arnOf('alarm'), state: z.string() }));
      expect(alarms.map(({ state }) => state)).toEqual(['OK', 'ALARM', 'ALARM', 'OK']);
      const AlarmNames = alarms.map(({ name }) => name);
      const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames }));
      for (const { name, arn } of alarms) {
        expect(MetricAlarms).toContainEqual(expect.objectContaining({ AlarmName: name, AlarmArn: arn }));
      }
    });

    it('names training jobs that completed', async () => {
      const sagemaker = new SageMakerClient(loop.context().client);
      const arns = new Set(found(loop.steps(), arnOf('training-job')));
      expect(arns.size).toBeGreaterThanOrEqual(1);
      for (const arn of arns) {
        const TrainingJobName = arn.slice(arn.indexOf('/') + 1);
        const job = await sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName }));
        expect(job).toMatchObject({ TrainingJobArn: arn, TrainingJobStatus: 'Completed' });
      }
    });

    it('names versions that the registry holds with that status', async () => {
      const { client, outputs, scenario } = loop.context();
      const dynamo = new DynamoDBClient(client);
      const versions = found(loop.steps(), z.object({ version: z.number(), status: z.string(), reasons: z.unknown() }));
      expect(versions.map(({ version, status }) => [version, status])).toEqual([
        [3, 'Rejected'],
        [4, 'RolledBack'],
      ]);
      for (const { version, status, reasons } of versions) {
        const Key = marshall({ pk: registryKeys.modelPartition(scenario.model), sk: registryKeys.version(version) });
        const { Item = {} } = await dynamo.send(new GetItemCommand({ TableName: outputs.RegistryTableName, Key }));
        expect(unmarshall(Item)).toMatchObject({ record: { version, status, reasons } });
      }
    });

    it('names reports, evaluation sets and training data that S3 holds, by version and hash', async () => {
      const { client, outputs } = loop.context();
      const s3 = new S3Client({ ...client, forcePathStyle: true });
      const read = async (Key: string, VersionId?: string): Promise<Uint8Array> => {
        const object = await s3.send(new GetObjectCommand({ Bucket: outputs.ArtifactBucketName, Key, VersionId }));
        return (await object.Body?.transformToByteArray()) ?? new Uint8Array();
      };
      const reports = found(loop.steps(), z.object({ reportKey: z.string(), htmlReportKey: z.string() }));
      expect(reports).toHaveLength(3);
      for (const { reportKey, htmlReportKey } of reports) {
        expect(JSON.parse(new TextDecoder().decode(await read(reportKey)))).toHaveProperty('columns');
        expect(new TextDecoder().decode(await read(htmlReportKey))).toMatch(/^<!doctype html>/i);
      }
      const pointers = found(loop.steps(), z.object({ key: z.string(), versionId: z.string(), sha256: z.string() }));
      expect(pointers.length).toBeGreaterThanOrEqual(3);
      for (const { key, versionId, sha256 } of pointers) {
        const hash = createHash('sha256').update(await read(key, versionId));
        expect({ key, sha256: hash.digest('hex') }).toEqual({ key, sha256 });
      }
    });
  });
}
