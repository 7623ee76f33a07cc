import { Duration } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { IArtifactStore } from '../artifact-store/artifact-store';
import { objectKeys } from '../contracts';

/** Days in which a run can be looked into; its reports stay. */
const DAYS = 30;

/** Removes what the steps of a model's runs left each other. A bucket of another app can't be told to: its owner may. */
export function expireRuns({ bucket }: IArtifactStore, model: string): void {
  if (bucket instanceof s3.Bucket) {
    bucket.addLifecycleRule({
      id: `ExpireMonitorRuns-${model}`,
      prefix: objectKeys.monitorRuns(model),
      expiration: Duration.days(DAYS),
      noncurrentVersionExpiration: Duration.days(1),
    });
  }
}
