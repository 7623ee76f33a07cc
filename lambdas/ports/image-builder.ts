export interface ImageBuild {
  readonly status: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED';
  /** `sha256:<hex>` of the image that was pushed. */
  readonly digest?: string;
  /** Where people read what happened. */
  readonly logUrl?: string;
  /** Of a failure: the phase, and what it said. */
  readonly reason?: string;
}

/** Builds a container image from the source that its project knows. */
export interface ImageBuilder {
  /** Starts a build, or finds the one that the same token started before; answers its id. */
  start(project: string, token: string): Promise<string>;
  read(buildId: string): Promise<ImageBuild>;
}
