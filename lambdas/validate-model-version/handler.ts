import { validationTaskSchema } from '../application/documents/validation-tasks.js';
import { judgeFailedValidation } from '../application/validation/judge-failed-validation.js';
import { judgeProcessingJob } from '../application/validation/judge-processing-job.js';
import { loggedValidation } from '../application/validation/logged-validation.js';
import { type Validation, validateModelVersion } from '../application/validation/validate-model-version.js';
import { parseEnvironment } from '../runtime/env.js';
import { type LogMore, taskHandler } from '../runtime/middleware.js';
import { gateDependencies } from './dependencies.js';

const environment = parseEnvironment('validate-model-version');
const dependencies = {
  ...gateDependencies(environment),
  limits: { artifactBytes: environment.artifactLimit, beyond: environment.bigArtifacts },
};

export const handler = taskHandler('validate-model-version', validationTaskSchema, async (input, more) => {
  if ('job' in input) return answer(await judgeProcessingJob(dependencies, input), more);
  const { key, 'version-id': versionId } = input.detail.object;
  more({ key });
  const { validationId } = input;
  const object = { key, ...(versionId === undefined ? {} : { versionId }) };
  if ('failure' in input) {
    const { failure, afterJob } = input;
    more({ failure: failure.Error, afterJob });
    return answer(await judgeFailedValidation(dependencies, { ...object, validationId, failure, afterJob }), more);
  }
  return answer(await validateModelVersion(dependencies, { ...object, validationId }), more);
});

/** The state of the execution stays small: the reasons are in the notification, and in the registry. */
function answer(validation: Validation, more: LogMore) {
  more(loggedValidation(validation));
  if (!('reasons' in validation)) return validation;
  const { reasons: _, ...small } = validation;
  return small;
}
