import { BatchGetBuildsCommand, type CodeBuildClient, StartBuildCommand } from '@aws-sdk/client-codebuild';
import { DependencyUnavailable, NotFound } from '../../domain/errors.js';
import type { ImageBuild, ImageBuilder } from '../../ports/image-builder.js';
import { calling } from '../aws-errors.js';

/** The build exports the digest of what it pushed under this name. */
const DIGEST_VARIABLE = 'IMAGE_DIGEST';

export class CodeBuildImageBuilder implements ImageBuilder {
  constructor(private readonly client: CodeBuildClient) {}

  async start(project: string, token: string): Promise<string> {
    const { build } = await calling(`start a build of ${project}`, () =>
      this.client.send(new StartBuildCommand({ projectName: project, idempotencyToken: token })),
    );
    if (build?.id === undefined) throw new DependencyUnavailable(`CodeBuild started ${project} without a build id`);
    return build.id;
  }

  async read(buildId: string): Promise<ImageBuild> {
    const { builds } = await calling(`read build ${buildId}`, () =>
      this.client.send(new BatchGetBuildsCommand({ ids: [buildId] })),
    );
    const build = builds?.[0];
    if (build === undefined) throw new NotFound(`There is no build ${buildId}`);
    const failed = build.phases?.find((phase) => phase.phaseStatus !== undefined && phase.phaseStatus !== 'SUCCEEDED');
    const said = failed?.contexts
      ?.map((context) => context.message)
      .filter(Boolean)
      .join('; ');
    const status = build.buildStatus ?? 'IN_PROGRESS';
    return {
      status: status === 'IN_PROGRESS' || status === 'SUCCEEDED' ? status : 'FAILED',
      digest: build.exportedEnvironmentVariables?.find((variable) => variable.name === DIGEST_VARIABLE)?.value,
      logUrl: build.logs?.deepLink,
      reason: failed === undefined ? status : `${status} in ${failed.phaseType}${said ? `: ${said}` : ''}`,
    };
  }
}
