import { NotFound } from '../domain/errors.js';
import type { ModelVersion } from '../domain/registry/records.js';
import type { ModelRegistryStore } from '../ports/model-registry-store.js';
import { type ReportDependencies, readContext, reportGates } from './validation/report-gates.js';
import { runGates } from './validation/run-gates.js';

export interface ProcessingDependencies extends ReportDependencies {
  readonly registry: ReportDependencies['registry'] & Pick<ModelRegistryStore, 'readVersion'>;
}

/** Runs the gates of a version and writes the report, by which a function decides: the job can't write the registry. */
export async function processValidation(
  deps: ProcessingDependencies,
  { model, version: number }: Pick<ModelVersion, 'model' | 'version'>,
): Promise<{ readonly reported: boolean }> {
  const version = await deps.registry.readVersion(model, number);
  if (version === undefined) throw new NotFound(`There is no version ${number} of model ${model}`);
  if (version.status !== 'PendingValidation') return { reported: false };
  const context = await readContext(deps, version);
  await reportGates(deps, context, await runGates(deps, context));
  return { reported: true };
}
