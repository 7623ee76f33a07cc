import { CodeBuildClient } from '@aws-sdk/client-codebuild';
import * as z from 'zod';
import { CodeBuildImageBuilder } from '../adapters/codebuild/code-build-image-builder.js';
import { buildContainerImage } from '../application/build-container-image.js';
import { type CustomResourceAnswer, customResourceEventSchema } from '../application/documents/custom-resource.js';
import { systemClock } from '../ports/clock.js';
import { clientSettings } from '../runtime/clients.js';
import { parseEnvironment } from '../runtime/env.js';
import { taskHandler } from '../runtime/middleware.js';

const { codeBuildProject: project } = parseEnvironment('build-container-image');
const builder = new CodeBuildImageBuilder(new CodeBuildClient(clientSettings));
const eventSchema = customResourceEventSchema(z.object({ RepositoryUri: z.string().min(1) }));

/** Builds the image when the stack is made and when its source changes; the images stay with their repository. */
export const handler = taskHandler('build-container-image', eventSchema, async (event, more) => {
  const PhysicalResourceId = event.PhysicalResourceId ?? `image-${project}`;
  if (event.RequestType === 'Delete') return { PhysicalResourceId } satisfies CustomResourceAnswer;
  const { RequestId: requestId, ResourceProperties } = event;
  const input = { project, requestId, repositoryUri: ResourceProperties.RepositoryUri };
  const { imageUri, imageDigest } = await buildContainerImage(builder, systemClock, input);
  more({ project, imageUri });
  return { PhysicalResourceId, Data: { ImageUri: imageUri, ImageDigest: imageDigest } } satisfies CustomResourceAnswer;
});
