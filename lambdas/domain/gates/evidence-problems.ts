import type { Table } from '../datasets/table.js';
import { MlopsError } from '../errors.js';
import { checkColumns } from '../inference/check-columns.js';
import type { EvaluationReport } from '../manifest.js';
import type { Prediction, Row, Signature } from '../signature.js';
import { shown } from './gate-result.js';

/** What a submission says of its model beside the artifact, as far as it could be read. */
export interface SubmittedEvidence {
  readonly report?: EvaluationReport;
  readonly sample?: { readonly instances: readonly Row[]; readonly predictions: readonly Prediction[] };
  readonly baseline?: Table;
}

const quoted = (names: readonly string[]): string =>
  names
    .slice(0, 10)
    .map((name) => `"${name}"`)
    .join(', ');

/**
 * What in the evidence does not fit the signature: monitors and smoke test go by it after a promotion, when it is too late
 * to say so.
 */
export function evidenceProblems(
  signature: Signature,
  target: string,
  { report, sample, baseline }: SubmittedEvidence,
): string[] {
  const inputs = signature.inputs.map(({ name }) => name);
  return [
    ...(report === undefined ? [] : reportProblems(signature, inputs, target, report)),
    ...(sample === undefined ? [] : sampleProblems(signature, sample.instances)),
    ...(baseline === undefined ? [] : baselineProblems(inputs, baseline)),
  ];
}

/** A monitor does not count drift of columns that matter little: shares near 0 for all would silence it. */
const SHARES_TOLERANCE = 0.01;

function reportProblems(
  { task }: Signature,
  inputs: readonly string[],
  target: string,
  { task: reported, target: reportedTarget, importance, loss }: EvaluationReport,
): string[] {
  const expected = task === 'classification' ? 'brier' : 'absolute_error';
  const unknown = Object.keys(importance ?? {}).filter((name) => !inputs.includes(name));
  const shares = Object.values(importance ?? {}).reduce((sum, share) => sum + share, 0);
  return [
    ...(reported === task ? [] : [`the evaluation report is of a ${reported}, the signature of a ${task}`]),
    ...(reportedTarget === target
      ? []
      : [`the evaluation report is of the target "${reportedTarget}", the policy of "${target}"`]),
    ...(loss.name === expected ? [] : [`the evaluation report has the loss ${loss.name}, expected ${expected}`]),
    ...(unknown.length === 0 ? [] : [`the evaluation report weighs ${quoted(unknown)}, which the signature lacks`]),
    ...(importance === undefined || Math.abs(shares - 1) <= SHARES_TOLERANCE
      ? []
      : [
          `the importance in the evaluation report adds up to ${shown(shares)}, expected 1, or none where nothing mattered`,
        ]),
  ];
}

function sampleProblems(signature: Signature, instances: readonly Row[]): string[] {
  try {
    checkColumns(signature, instances);
    return [];
  } catch (error) {
    if (!(error instanceof MlopsError)) throw error;
    return [`the sample does not fit the signature: ${error.message}`];
  }
}

function baselineProblems(inputs: readonly string[], { columns, rows }: Table): string[] {
  const lacking = [...inputs, 'prediction'].filter((name) => !columns.includes(name));
  return [
    ...(lacking.length === 0 ? [] : [`the baseline lacks the columns ${quoted(lacking)}`]),
    ...(rows.length > 0 ? [] : ['the baseline has no rows']),
  ];
}
