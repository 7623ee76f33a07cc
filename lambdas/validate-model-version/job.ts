import { leaveExitMessage } from '../adapters/sagemaker/exit-message.js';
import { JOB_LIMITS } from '../application/validation/inspection-limits.js';
import { processValidation } from '../application/validation/process-validation.js';
import { parseEnvironment } from '../runtime/env.js';
import { asMlopsError } from '../runtime/errors.js';
import { log } from '../runtime/log.js';
import { gateDependencies } from './dependencies.js';

/** The program of the processing job: `node <this> <model> <version> <run>`, in an image that has onnxruntime-node. */
async function main([model = '', version = '', run = '']: readonly string[]): Promise<void> {
  const dependencies = {
    ...gateDependencies(parseEnvironment('validate-model-version')),
    ...JOB_LIMITS,
  };
  const done = await processValidation(dependencies, { model, version: Number(version), run });
  log('validation.processed', { model, version, ...done, peakMegabytes: process.resourceUsage().maxRSS / 1024 });
}

main(process.argv.slice(2)).catch((cause: unknown) => {
  const error = asMlopsError(cause);
  const message = `${error.name}: ${error.message}`;
  log('validation.failed', { error: error.name, message });
  leaveExitMessage(message);
  process.exitCode = 1;
});
