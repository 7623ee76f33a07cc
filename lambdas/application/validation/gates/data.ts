import { submissionPaths } from '../../../../lib/contracts/index.js';
import { sha256 } from '../../../domain/canonical-json.js';
import type { Table } from '../../../domain/datasets/table.js';
import { InvalidInput } from '../../../domain/errors.js';
import { baselinePredictionProblems, baselineRows } from '../../../domain/gates/baseline-predictions.js';
import { dataGate } from '../../../domain/gates/data-gate.js';
import { failed, type GateFinding } from '../../../domain/gates/gate-result.js';
import { constraintsSchema, statisticsSchema } from '../../documents/data-quality.js';
import { parseJsonDocument } from '../../documents/parse.js';
import { type Attempt, attempt } from '../attempt.js';
import type { Evidence } from '../evidence.js';
import { readBaselineTable } from '../read-once.js';
import { readTrainingRows } from '../read-training-rows.js';
import { readEvaluationTable } from '../score-model.js';

export async function data(evidence: Evidence): Promise<GateFinding> {
  const { deps, context, contents } = evidence;
  const { policy, version } = context;
  const { lineage, signature } = contents;
  const baseline = await attempt(() => readBaseline(evidence));
  if (baseline.value === undefined) return failed('data', baseline.problem);
  const evaluation = await readEvaluation(evidence);
  const training = await readTrainingRows(deps.artifacts, version, lineage);
  const { target, time } = policy.dataset;
  return dataGate({
    inputs: signature.inputs,
    target,
    task: policy.task,
    ...(time === undefined ? {} : { time }),
    ...(policy.gates.data === undefined ? {} : { rules: policy.gates.data }),
    seed: policy.evaluation.seed,
    baseline: baseline.value,
    ...(evaluation?.value === undefined ? {} : { evaluation: evaluation.value }),
    ...(training.table === undefined ? {} : { training: training.table }),
    trainingNamed: lineage.datasets.length > 0,
    problems: [
      ...(training.problem === undefined ? [] : [training.problem]),
      ...(await predictionProblems(evidence, baseline.value.rows)),
    ],
    unchecked: [
      ...(evaluation !== undefined && evaluation.value === undefined ? [evaluation.problem] : []),
      ...(training.unchecked === undefined ? [] : [training.unchecked]),
    ],
    notChecked: [
      ...(evaluation === undefined ? ['the evaluation set, which the model does not have yet'] : []),
      ...(training.checkedBefore === undefined ? [] : [training.checkedBefore]),
    ],
  });
}

/** Of a model that can be asked. */
async function predictionProblems({ context, contents, model, candidate }: Evidence, table: Table): Promise<string[]> {
  const { value: loaded } = model;
  if (loaded === undefined) return [];
  const { inputs, task } = contents.signature;
  const { positions, rows } = baselineRows(table, inputs, context.policy.evaluation.seed);
  if (rows.length === 0) return [];
  const own = await attempt(() => loaded.predict(rows));
  if (own.value === undefined) return [`the model does not take the rows of the baseline: ${own.problem}`];
  const targets = candidate.value?.rows.map(({ actual }) => actual) ?? [];
  return baselinePredictionProblems({ task, baseline: table, positions, own: own.value, targets });
}

/** That of the scores, or read anew where nothing could be scored. */
async function readEvaluation({ deps, context, candidate }: Evidence): Promise<Attempt<Table> | undefined> {
  const { evaluationSet } = context;
  if (candidate.value !== undefined) return { value: candidate.value.table };
  return evaluationSet && attempt(() => readEvaluationTable(deps.artifacts, evaluationSet));
}

async function readBaseline({ deps: { artifacts }, context: { folder }, contents, manifest }: Evidence) {
  const { statistics } = contents.baseline;
  const text = await artifacts.readText(statistics.key, statistics.versionId);
  const entry = manifest.files.find(({ path }) => path === submissionPaths.constraints);
  return {
    rows: await readBaselineTable(artifacts, contents.baseline),
    statistics: parseJsonDocument(statisticsSchema, text, 'statistics.json'),
    ...(entry === undefined ? {} : { constraints: await readConstraints(`${folder}${entry.path}`, entry.sha256) }),
  };

  async function readConstraints(key: string, expected: string) {
    const bytes = await artifacts.readBytes(key);
    if (sha256(bytes) !== expected) throw new InvalidInput('constraints.json is not the file that the manifest names');
    return parseJsonDocument(constraintsSchema, bytes.toString('utf8'), 'constraints.json');
  }
}
