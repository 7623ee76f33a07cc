import type { MonitorSettings } from '../../../lib/contracts/index.js';
import { InvalidInput } from '../../domain/errors.js';
import type { EvaluationReport, ObjectPointer } from '../../domain/manifest.js';
import { CHAMPION } from '../../domain/registry/champion.js';
import type { GateResult } from '../../domain/registry/records.js';
import type { InputColumn } from '../../domain/signature.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';
import { evaluationReportSchema } from '../documents/manifest.js';
import type { MonitorSubject } from '../documents/monitor-plan.js';
import { parseJsonDocument } from '../documents/parse.js';
import type { BaselineTable } from './read-baseline.js';

/** As of a model's signature: what a shard says of a column takes some 50 kB of its function's memory. */
const MOST_COLUMNS = 1_000;

/** What the model's traffic is compared with: the champion's baseline; undefined while there is no champion. */
export async function readChampion(
  registry: Pick<ModelRegistryStore, 'readAlias' | 'readVersion'>,
  artifacts: ArtifactStore,
  model: string,
): Promise<MonitorSubject | undefined> {
  const alias = await registry.readAlias(model, CHAMPION);
  if (alias === undefined) return undefined;
  const champion = await registry.readVersion(model, alias.version);
  const contents = champion?.contents;
  if (contents === undefined) return undefined;
  const report = await readPointer(artifacts, contents.evaluation.report);
  const evaluation = parseJsonDocument(evaluationReportSchema, report, contents.evaluation.report.key);
  const { key, versionId } = contents.baseline.rows;
  const { task, inputs, labels } = contents.signature;
  return {
    version: alias.version,
    task,
    columns: [...inputs],
    ...(labels === undefined ? {} : { labels: [...labels] }),
    baseline: { key, versionId },
    ...(evaluation.importance === undefined ? {} : { importance: { ...evaluation.importance } }),
    ...lossOf(measured(champion?.gates ?? [], evaluation), labels?.length ?? 0),
  };
}

/** The platform's own numbers where it scored the version; the submitter's alone where it never could. */
function measured(gates: readonly GateResult[], report: EvaluationReport): EvaluationReport {
  const numbers = gates.find(({ gate }) => gate === 'quality')?.numbers ?? {};
  const { rows, lossMean: mean, lossStandardDeviation: standardDeviation, accuracy } = numbers;
  if (typeof rows !== 'number' || typeof mean !== 'number' || typeof standardDeviation !== 'number') return report;
  return {
    ...report,
    rows,
    loss: { ...report.loss, mean, standardDeviation },
    metrics: typeof accuracy === 'number' ? { accuracy } : {},
  };
}

/** Traffic of three or more labels tells no Brier score: its share of errors is compared with the evaluation's. */
function lossOf({ metrics, loss, rows }: EvaluationReport, labels: number): Pick<MonitorSubject, 'loss'> {
  if (labels <= 2) return { loss: { ...loss, rows } };
  const { accuracy } = metrics;
  if (accuracy === undefined || !(accuracy >= 0 && accuracy <= 1)) return {};
  const spread = Math.sqrt((accuracy * (1 - accuracy) * rows) / Math.max(rows - 1, 1));
  return { loss: { name: 'error', mean: 1 - accuracy, standardDeviation: spread, rows } };
}

const readPointer = (artifacts: ArtifactStore, { key, versionId }: ObjectPointer): Promise<string> =>
  artifacts.readText(key, versionId);

/** Where the settings say that a fixed baseline lies. Throws InvalidInput when they don't. */
export function fixedBaseline({
  baselineKey: key,
  baselineVersionId: versionId,
}: MonitorSettings): MonitorSubject['baseline'] {
  if (key === undefined) {
    throw new InvalidInput('The monitor has neither a registry nor a baseline key: give its construct one of the two');
  }
  return { key, ...(versionId === undefined ? {} : { versionId }) };
}

/**
 * A fixed baseline of an endpoint that no registry knows. The captured columns are those before `prediction`, or all where
 * there is none, but for `probability`, wherever it stands; a column of numbers is numeric. Throws InvalidInput where there
 * is no captured column, or more than a thousand of them.
 */
export function fixedSubject(
  { key, names, typeOf }: BaselineTable,
  baseline: MonitorSubject['baseline'],
): MonitorSubject {
  const end = names.indexOf('prediction');
  const inputs = names.slice(0, end < 0 ? names.length : end).filter((name) => name !== 'probability');
  if (inputs.length === 0) {
    throw new InvalidInput(
      `The baseline ${key} has no column of the captured input: expected them before the column "prediction"`,
    );
  }
  if (inputs.length > MOST_COLUMNS) {
    throw new InvalidInput(
      `The baseline ${key} has ${inputs.length} columns of the captured input: expected at most ${MOST_COLUMNS}. Where ` +
        'the traffic names its columns, leave those out that need no watching',
    );
  }
  return {
    version: null,
    task: names.includes('probability') ? 'classification' : 'regression',
    columns: inputs.map((name): InputColumn => ({ name, type: typeOf(name), required: false })),
    baseline,
  };
}
