import type { IModelRegistry } from '../model-registry/model-registry';

/** The rows that a model's traffic is compared with. */
export class Baseline {
  /** The baseline that the champion was submitted with; it changes with the champion. */
  static ofChampion(registry: IModelRegistry): Baseline {
    return new Baseline(registry);
  }

  /**
   * An object in the artifact bucket, CSV with a header (in gzip or not, at most 128 MiB of text) or Parquet, for endpoints
   * that no registry knows. Its columns, in this order: those of the captured input, `prediction`, then whatever else. All
   * before `prediction` are watched as input, so that a target or an id belongs behind it, where it is ignored; without
   * `prediction` every column counts as input. `probability`, of a classifier, is known by its name and may stand anywhere.
   * A column of a CSV is numeric when it has numbers, and beside them nothing but what stands for no value: empty or blank,
   * NaN, null, None, NA. Without a version id the newest is read.
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
