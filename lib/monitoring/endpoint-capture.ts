import { Duration } from 'aws-cdk-lib';
import type { CaptureLocation } from './capture-location';

/** Where SageMaker's own data capture of an endpoint writes to. */
export interface EndpointCaptureProps {
  /** Name of the endpoint. */
  readonly endpointName: string;
  /** The production variant; each is watched by a monitor of its own, with a `model` name of its own. @default AllTraffic */
  readonly variantName?: string;
  /**
   * The key of the endpoint configuration's `DataCaptureConfig.DestinationS3Uri`, without `s3://` and the bucket.
   * @default - the bucket alone
   */
  readonly destinationKeyPrefix?: string;
  /** Prefix of ground truth JSON lines, in folders by hour below it. @default ground-truth/<model>/ */
  readonly groundTruthKeyPrefix?: string;
  /** Longest time from an inference until its record is in the bucket. SageMaker names none. @default 10 minutes */
  readonly deliveryBuffer?: Duration;
}

/** Captured traffic of endpoints that this package's gateway does not call. */
export class EndpointCapture {
  /**
   * The data capture of a SageMaker endpoint, in `<destination>/<endpoint>/<variant>/yyyy/MM/dd/HH/` of the monitor's
   * artifact store. Where the bucket is another one, make a store of it for the monitor, with the key that the capture is
   * encrypted with: it reads the capture and the baseline there, and writes its reports below `monitoring/<model>/`.
   *
   * @example
   * const captured = new ArtifactStore(this, 'Captured', { bucket: captureBucket, encryptionKey: captureKey });
   * new DriftMonitor(this, 'Monitor', {
   *   model: 'churn',
   *   artifacts: captured,
   *   baseline: Baseline.fromObject('baselines/churn.csv'),
   *   capture: EndpointCapture.of({ endpointName: 'churn-endpoint', destinationKeyPrefix: 'data-capture' }),
   * });
   */
  static of(props: EndpointCaptureProps): CaptureLocation {
    const { endpointName, variantName = 'AllTraffic', groundTruthKeyPrefix } = props;
    const destination = trimSlashes(props.destinationKeyPrefix ?? '');
    return {
      captureKeyPrefix: `${destination === '' ? '' : `${destination}/`}${endpointName}/${variantName}/`,
      groundTruthKeyPrefix,
      deliveryBuffer: props.deliveryBuffer ?? Duration.minutes(10),
    };
  }

  private constructor() {}
}

/** A destination may be written with a slash at its end, and S3 would take a doubled one for a folder without a name. */
const trimSlashes = (prefix: string): string => prefix.replace(/^\/+|\/+$/g, '');
