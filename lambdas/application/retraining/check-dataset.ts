import { type DeployedModelPolicy, errorNames, objectKeys } from '../../../lib/contracts/index.js';
import { computeStatistics } from '../../domain/data-quality/compute-statistics.js';
import { suggestConstraints } from '../../domain/data-quality/constraints.js';
import { findLeakage, leakWords } from '../../domain/data-quality/find-leakage.js';
import { type FoundViolation, findViolations } from '../../domain/data-quality/find-violations.js';
import type { DatasetStatistics } from '../../domain/data-quality/statistics.js';
import { timeOrder } from '../../domain/data-quality/time-order.js';
import { checkData } from '../../domain/datasets/check-data.js';
import type { Table } from '../../domain/datasets/table.js';
import { InvalidInput } from '../../domain/errors.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import type { ModelPolicyStore } from '../../ports/model-policy-store.js';
import { parseCsv } from '../documents/csv.js';
import { parseJsonDocument } from '../documents/parse.js';
import type { RetrainingState } from '../documents/retraining-state.js';
import { snapshotSchema } from '../documents/snapshot.js';
import { attempt } from '../validation/attempt.js';
import { type BaselinePorts, type ChampionBaseline, readChampionBaseline } from './read-champion-baseline.js';

export interface CheckDatasetPorts {
  readonly artifacts: Pick<ArtifactStore, 'readText' | 'readBytes' | 'write'>;
  readonly registry: BaselinePorts['registry'];
  readonly policies: ModelPolicyStore;
}

export interface CheckedDataset {
  readonly ok: true;
  /** Of both sets. */
  readonly rows: number;
  /** Features and target. */
  readonly columns: number;
  /** Of the constraints of the champion's baseline; none of them keeps the data from being trained on. */
  readonly violations: number;
  /** What people should know, or could not be checked; the first few. */
  readonly warnings: readonly string[];
}

const MOST_WARNINGS = 10;

/**
 * Holds the rows that a run would train on, and its evaluation set, against the policy and against the champion's baseline,
 * and writes `statistics.json`, `constraints.json` and `constraint_violations.json` beside the snapshot.
 * @throws an InvalidInput named `DataCheckFailed` with all problems in its message
 */
export async function checkDataset(
  ports: CheckDatasetPorts,
  { model, runId, snapshot: pointer, evaluationSet }: RetrainingState,
): Promise<CheckedDataset> {
  const { artifacts, policies } = ports;
  const policy = await policies.read(model);
  const { task, dataset } = policy;
  const text = await artifacts.readText(pointer.key, pointer.versionId);
  const { train } = parseJsonDocument(snapshotSchema, text, pointer.key);
  const read = async ({ key, versionId }: { key: string; versionId: string }) =>
    parseCsv(await artifacts.readBytes(key, versionId), key);
  const [trainTable, evaluationTable] = [await read(train), await read(evaluationSet)];
  const warnings: string[] = [];
  const champion = await attempt(() => readChampionBaseline(ports, model));
  if (champion.value === undefined && 'problem' in champion) warnings.push(`not compared: ${champion.problem}`);
  const statistics = computeStatistics(trainTable);
  const violations = champion.value === undefined ? [] : violationsOf(trainTable, statistics, champion.value, policy);
  await writeDocuments(artifacts, objectKeys.snapshot(model, runId), statistics, violations);
  const problems = [
    ...checkData(trainTable, evaluationTable, { task, ...dataset }),
    ...violations.flatMap(({ breaking, feature_name, description }) =>
      breaking ? [`column "${feature_name}", compared with the champion's baseline: ${description}`] : [],
    ),
    ...checkRules(trainTable, evaluationTable, policy, warnings),
  ];
  if (problems.length > 0) {
    throw new InvalidInput(`The data of model "${model}" can't be trained on: ${problems.join('; ')}`, {
      name: errorNames.dataCheckFailed,
      details: { problems },
    });
  }
  return {
    ok: true,
    rows: trainTable.rows.length + evaluationTable.rows.length,
    columns: trainTable.columns.length,
    violations: violations.length,
    warnings: warnings.slice(0, MOST_WARNINGS).map((warning) => warning.slice(0, 300)),
  };
}

/** Of the columns that the champion takes; those that the policy has excluded since are not missed. */
function violationsOf(
  table: Table,
  statistics: DatasetStatistics,
  { inputs, constraints, statistics: baseline }: ChampionBaseline,
  { dataset }: DeployedModelPolicy,
): FoundViolation[] {
  const left = new Set([...dataset.exclude, dataset.time]);
  const taken = new Set([...inputs, dataset.target].filter((name) => !left.has(name)));
  const features = constraints.features.filter(({ name }) => taken.has(name));
  return findViolations({ table, statistics, baseline }, { ...constraints, features });
}

async function writeDocuments(
  artifacts: Pick<ArtifactStore, 'write'>,
  folder: string,
  statistics: DatasetStatistics,
  found: readonly FoundViolation[],
): Promise<void> {
  const violations = found.map(({ breaking: _, ...violation }) => violation);
  const documents = {
    'statistics.json': statistics,
    'constraints.json': suggestConstraints(statistics),
    'constraint_violations.json': { violations },
  };
  for (const [name, document] of Object.entries(documents)) {
    await artifacts.write(`${folder}${name}`, JSON.stringify(document), { contentType: 'application/json' });
  }
}

/**
 * What the rules of the `data` gate forbid; where that gate only reports, so does this. The rest of the check always decides:
 * without it there is nothing to train on, or nothing to judge by.
 */
function checkRules(train: Table, evaluation: Table, policy: DeployedModelPolicy, warnings: string[]): string[] {
  const { task, dataset, gates, evaluation: assignment } = policy;
  const { leakage: threshold, timeOrder: ordered = false } = gates.data ?? {};
  const leakage = findLeakage(train, {
    task,
    target: dataset.target,
    seed: assignment.seed,
    ...(threshold === undefined ? {} : { threshold }),
  });
  if (leakage.notChecked !== undefined) warnings.push(`leakage was not checked: ${leakage.notChecked}`);
  if (leakage.omitted > 0) warnings.push(`leakage was not checked in ${leakage.omitted} more columns`);
  for (const name of leakage.idLike) warnings.push(`column "${name}" names rows: there is nothing to learn from it`);
  const problems = leakWords(leakage, dataset.target);
  if (ordered) {
    const { early, newestTraining, notChecked } = timeOrder(train, evaluation, dataset.time);
    if (notChecked !== undefined) warnings.push(`the order of time was not checked: ${notChecked}`);
    if (early > 0)
      problems.push(`${early} evaluation rows are not later than the newest training row, of ${newestTraining}`);
  }
  if (gates.advisory?.includes('data') !== true) return problems;
  warnings.unshift(...problems);
  return [];
}
