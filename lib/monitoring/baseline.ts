import type { IModelRegistry } from '../model-registry/model-registry';

/** The rows that a model's traffic is compared with. */
export class Baseline {
  /** The baseline that the champion was submitted with; it changes with the champion. */
  static ofChampion(registry: IModelRegistry): Baseline {
    return new Baseline(registry);
  }

  /**
   * An object in the artifact bucket, CSV with a header (in gzip or not, at most 128 MiB of text) or Parquet: the columns of
   * the captured input, `prediction`, and where there is one `probability` and the target. For endpoints that no registry
   * knows. Without a version id the newest is read.
   */
  static fromObject(key: string, versionId?: string): Baseline {
    return new Baseline(undefined, key, versionId);
  }

  private constructor(
    /** The registry that names the champion. @default - none: the object is the baseline */
    readonly registry?: IModelRegistry,
    /** Key of the baseline in the artifact bucket. @default - the champion's own */
    readonly key?: string,
    /** Version of that object. @default - the newest */
    readonly versionId?: string,
  ) {}
}
