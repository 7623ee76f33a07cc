import { Annotations, Duration } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import type { IArtifactStore } from '../artifact-store/artifact-store';
import { objectKeys } from '../contracts';

/** Days in which a run can be looked into; its reports stay. */
const DAYS = 7;

/** Removes what the steps of a model's runs left each other. A bucket of another app can't be told to: its owner may. */
export function expireRuns(monitor: IConstruct, { bucket }: IArtifactStore, model: string): void {
  const prefix = objectKeys.monitorRuns(model);
  if (bucket instanceof s3.Bucket) {
    bucket.addLifecycleRule({
      id: `ExpireMonitorRuns-${model}`,
      prefix,
      expiration: Duration.days(DAYS),
      noncurrentVersionExpiration: Duration.days(1),
    });
  } else {
    Annotations.of(monitor).addWarningV2(
      'cdk-mlops:monitorRunsStay',
      `What the steps of monitor runs leave each other stays in the bucket, which is imported: ${DAYS} days after a run ` +
        `nobody needs it. Next: give the bucket a lifecycle rule that expires the prefix ${prefix}, then acknowledge this.`,
    );
  }
}
