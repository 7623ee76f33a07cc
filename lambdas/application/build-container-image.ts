import { createHash } from 'node:crypto';
import { DependencyUnavailable, PreconditionFailed } from '../domain/errors.js';
import type { Clock } from '../ports/clock.js';
import type { ImageBuilder } from '../ports/image-builder.js';

export interface BuildContainerImageInput {
  readonly project: string;
  /** The deployment's request: the same request builds once, however often it comes. */
  readonly requestId: string;
  readonly repositoryUri: string;
}

export interface BuiltImage {
  /** `<repository>@<digest>`. */
  readonly imageUri: string;
  readonly imageDigest: string;
}

/** Below the 15 minutes that a function has. */
const LIMIT_SECONDS = 14 * 60;
const POLL_SECONDS = 5;

/** Builds the image, waits for it, and answers with what was pushed, pinned by its digest. */
export async function buildContainerImage(
  builder: ImageBuilder,
  clock: Clock,
  { project, requestId, repositoryUri }: BuildContainerImageInput,
  sleep: (milliseconds: number) => Promise<void> = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
): Promise<BuiltImage> {
  const token = createHash('sha256').update(`${project}\n${requestId}`).digest('hex');
  const buildId = await builder.start(project, token);
  const until = clock.now().getTime() + LIMIT_SECONDS * 1000;
  for (;;) {
    const build = await builder.read(buildId);
    const where = `build ${buildId} of ${project}. Its log: ${build.logUrl ?? 'see CodeBuild'}`;
    if (build.status === 'FAILED')
      throw new PreconditionFailed(`The image failed to build (${build.reason}): ${where}`);
    if (build.status === 'SUCCEEDED') {
      if (build.digest === undefined || !/^sha256:[0-9a-f]{64}$/.test(build.digest)) {
        throw new PreconditionFailed(
          `The build exported IMAGE_DIGEST "${build.digest}", expected sha256:<hex>: ${where}`,
        );
      }
      return { imageUri: `${repositoryUri}@${build.digest}`, imageDigest: build.digest };
    }
    if (clock.now().getTime() >= until) {
      throw new DependencyUnavailable(`The image was not built within ${LIMIT_SECONDS / 60} minutes: ${where}`);
    }
    await sleep(POLL_SECONDS * 1000);
  }
}
