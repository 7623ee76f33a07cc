import { objectKeys } from '../../../lib/contracts/index.js';
import { NotFound } from '../../domain/errors.js';
import type { ModelVersion } from '../../domain/registry/records.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';
import { type ReportDependencies, readContext } from './report-gates.js';
import { runGates } from './run-gates.js';
import { validationReport } from './validation-report.js';
import { writeScores } from './version-scores.js';

export interface ProcessingDependencies extends ReportDependencies {
  readonly registry: ReportDependencies['registry'] & Pick<ModelRegistryStore, 'readVersion'>;
}

export interface ProcessingTask extends Pick<ModelVersion, 'model' | 'version'> {
  /** The job's name for what it leaves; who asked for the job knows it. */
  readonly run: string;
}

/**
 * Runs the gates of a version and leaves what they found, by which a function decides and writes the report: the job can
 * write neither the registry nor a report that counts.
 */
export async function processValidation(
  deps: ProcessingDependencies,
  { model, version: number, run }: ProcessingTask,
): Promise<{ readonly reported: boolean }> {
  const version = await deps.registry.readVersion(model, number);
  if (version === undefined) throw new NotFound(`There is no version ${number} of model ${model}`);
  if (version.status !== 'PendingValidation') return { reported: false };
  const context = await readContext(deps, version);
  const { findings, scored } = await runGates(deps, context);
  const scores = await writeScores(deps.artifacts, objectKeys.jobScores(model, number, run), scored);
  const found = validationReport(context, findings, deps.clock.now(), scores);
  const key = objectKeys.jobReport(model, number, run);
  await deps.artifacts.write(key, JSON.stringify(found), { contentType: 'application/json' });
  return { reported: true };
}
