import type { Duration, Size } from 'aws-cdk-lib';
import type { ContainerImage } from '../inference/container-image';

/** How artifacts are validated that are too big for a function: by the same gates, in a SageMaker Processing job. */
export interface ProcessingProps {
  /** Whether a job takes what is too big; else it is rejected, with the reason. @default true */
  readonly enabled?: boolean;
  /**
   * Has `node` (22 or newer) on its PATH, and `onnxruntime-node` where Node finds it from the working directory, as
   * `ContainerImage.onnxServe()`. The program comes along.
   * @default - the platform's serving image; of validation alone, none: what is too big is rejected
   */
  readonly image?: ContainerImage;
  /**
   * Artifacts above it are too big for a function, which reads 2 GiB in a few minutes and has 15. So are, at any size of the
   * artifact, a model of more than 256 MiB, tables of more than 32 MiB together, and what a function fails at.
   * @default 1 GiB
   */
  readonly threshold?: Size;
  /** Holds a model in memory, the champion's too, several times. @default ml.m5.xlarge */
  readonly instanceType?: string;
  /** Of the instance; artifacts are streamed, so it need not hold one. @default 30 GiB */
  readonly volumeSize?: Size;
  /**
   * A job that runs longer is stopped, and its version rejected. 1 minute to 6 hours: three tries have to end before the
   * daily run rejects what was registered a day ago.
   * @default 1 hour
   */
  readonly maxRuntime?: Duration;
}
