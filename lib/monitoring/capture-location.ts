import type { Duration } from 'aws-cdk-lib';

/** Where the records of an endpoint lie in the artifact bucket; `EndpointCapture.of` knows SageMaker's own data capture. */
export interface CaptureLocation {
  /**
   * Prefix of the captured records, in folders by hour below it (`yyyy/MM/dd/HH/`): SageMaker data-capture
   * JSON lines, CSV with a header or Parquet, in gzip or not.
   * Ends with a slash.
   * @default capture/<model>/
   */
  readonly captureKeyPrefix?: string;
  /** Prefix of ground truth JSON lines, in folders by hour below it. @default ground-truth/<model>/ */
  readonly groundTruthKeyPrefix?: string;
  /** Longest time from an inference until its record is in the bucket. @default 1 minute */
  readonly deliveryBuffer?: Duration;
}
