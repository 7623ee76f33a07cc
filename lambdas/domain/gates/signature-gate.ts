import { descriptionProblems } from '../artifact/description-problems.js';
import type { ModelDescription } from '../artifact/model-description.js';
import { canonicalJson } from '../canonical-json.js';
import { canonicalValue } from '../datasets/row-identity.js';
import type { ColumnType, Label, Signature, Task } from '../signature.js';
import { failed, type GateFinding, passed, shown, stored, unverified } from './gate-result.js';
import type { SampleDifferences } from './sample-differences.js';
import { type OutsideColumn, outsideJson, outsideText } from './signature-ranges.js';

export interface GraphTensor {
  readonly name: string;
  /** ONNX element type as onnxruntime names it, such as `float32`; `no tensor` for sequences and maps. */
  readonly type: string;
}

export interface ModelGraph {
  readonly inputs: readonly GraphTensor[];
  readonly outputs: readonly GraphTensor[];
}

export interface SignatureEvidence {
  readonly policyTask: Task;
  /** The label that the policy says is positive, if it does. */
  readonly positiveLabel?: string | undefined;
  readonly manifestTask: Task;
  readonly declared: Signature;
  /** `signature.json` of the artifact; one that can't be run may have none. */
  readonly archived?: Signature | undefined;
  /** Of a model that can be run. */
  readonly graph?: ModelGraph | undefined;
  /** Of one that can't, and tells. */
  readonly described?: ModelDescription | undefined;
  /** Our predictions of the sample against the submitted ones, or why there are none. */
  readonly sample?: SampleDifferences | { readonly notRun: string } | undefined;
  /** Columns beyond the ranges and categories of the signature, where there are such. */
  readonly outside?: {
    readonly sample: readonly OutsideColumn[];
    readonly baseline: readonly OutsideColumn[];
    /** New data may hold what training did not: told, and no failure. */
    readonly evaluationSet: readonly OutsideColumn[];
  };
}

const NUMERIC = ['float32', 'float64', 'int64', 'int32'];
const FITTING: Readonly<Record<ColumnType, readonly string[]>> = {
  double: NUMERIC,
  long: NUMERIC,
  string: ['string'],
  boolean: ['bool', ...NUMERIC],
};
/** Graph outputs that serving reads. */
export const GRAPH_OUTPUTS: Readonly<Record<Task, readonly string[]>> = {
  classification: ['label', 'probabilities'],
  regression: ['variable'],
};

/**
 * The declared signature is the archive's, the model takes and gives what it says, sample and baseline keep to its ranges,
 * and the model's own predictions of the sample are the submitted ones; unverified where nobody can ask the model.
 */
export function signatureGate(evidence: SignatureEvidence): GateFinding {
  const { policyTask, manifestTask, declared, archived, graph, described, sample, outside } = evidence;
  const problems = [
    ...(manifestTask === policyTask
      ? []
      : [`the manifest's task is ${manifestTask}, the model's policy says ${policyTask}`]),
    ...(declared.task === manifestTask
      ? []
      : [`the signature's task is ${declared.task}, the manifest's ${manifestTask}`]),
    ...(archived === undefined || canonicalJson(declared) === canonicalJson(archived)
      ? []
      : ['the signature in the manifest is not the one in the artifact']),
    ...columnProblems(declared),
    ...positiveProblems(declared, evidence.positiveLabel),
    ...(graph === undefined ? [] : [...inputProblems(declared, graph), ...outputProblems(declared, graph)]),
    ...(described === undefined ? [] : descriptionProblems(declared, described)),
    ...outsideProblems('the sample', outside?.sample),
    ...outsideProblems('the baseline', outside?.baseline),
    ...(sample !== undefined && 'problems' in sample ? sample.problems : []),
  ];
  const numbers = numbersOf(evidence);
  const details = outside && {
    outside: {
      sample: outsideJson(outside.sample),
      baseline: outsideJson(outside.baseline),
      evaluationSet: outsideJson(outside.evaluationSet),
    },
  };
  if (problems.length > 0) {
    const more = problems.length > TOLD ? `; and ${problems.length - TOLD} more` : '';
    return failed('signature', `${problems.slice(0, TOLD).join('; ')}${more}`, numbers, details);
  }
  const beyond = outsideProblems('; the evaluation set', outside?.evaluationSet).join('');
  if (sample !== undefined && 'notRun' in sample) {
    const reason = `${agreement(evidence)}; the sample is not reproduced: ${sample.notRun}${beyond}`;
    return unverified('signature', reason, numbers, details);
  }
  const reproduced = sample === undefined ? '' : `, and the sample is reproduced to ${shown(sample.largest)}`;
  return passed('signature', `${agreement(evidence)}${reproduced}${beyond}`, numbers, details);
}

const TOLD = 5;

const outsideProblems = (what: string, outside: readonly OutsideColumn[] = []): string[] =>
  outside.length === 0 ? [] : [outsideText(what, outside)];

function numbersOf({ declared, sample, outside }: SignatureEvidence): GateFinding['numbers'] {
  const { inputs, outputs } = declared;
  return {
    inputs: inputs.length,
    outputs: outputs.length,
    inputsWithRange: inputs.filter(
      ({ minimum, maximum, categories }) => (minimum ?? maximum ?? categories) !== undefined,
    ).length,
    ...(sample !== undefined && 'largest' in sample ? { sampleLargestDifference: stored(sample.largest) } : {}),
    ...(outside === undefined
      ? {}
      : {
          sampleColumnsOutside: outside.sample.length,
          baselineColumnsOutside: outside.baseline.length,
          evaluationColumnsOutside: outside.evaluationSet.length,
        }),
  };
}

function columnProblems({ inputs, task, outputs, labels }: Signature): string[] {
  const expected = task === 'classification' ? ['prediction', 'probability'] : ['prediction'];
  const given = outputs.map((output) => output.name);
  return [
    ...(new Set(inputs.map((column) => column.name)).size < inputs.length
      ? ['the signature names a column twice']
      : []),
    ...(given.join() === expected.join() ? [] : [`outputs are ${given.join(', ')}, expected ${expected.join(', ')}`]),
    ...(task === 'classification' && !areDistinct(labels)
      ? ['a classification needs two different labels, or more']
      : []),
  ];
}

/** Of two labels the second is the positive one, whose probability is predicted; which that is, the policy says, not the submitter. */
function positiveProblems({ task, labels = [] }: Signature, positive: string | undefined): string[] {
  if (task !== 'classification' || positive === undefined) return [];
  const at = labels.findIndex((label) => canonicalValue(String(label)) === canonicalValue(positive));
  if (labels.length === 2 ? at === 1 : at >= 0) return [];
  const got = labels.slice(0, TOLD).map((label) => `"${label}"`);
  const more = labels.length > TOLD ? `, and ${labels.length - TOLD} more` : '';
  const expected = labels.length === 2 ? `"${positive}" second` : `"${positive}" among them`;
  return [`the labels are ${got.join(', ')}${more}, expected ${expected}: the policy's dataset.positiveLabel`];
}

const agreement = ({ graph, described }: SignatureEvidence): string => {
  if (graph !== undefined) return 'signature and graph agree';
  return described === undefined
    ? 'the signature is consistent; nothing in the model could be compared with it'
    : `the signature and the ${described.format} model agree`;
};

function inputProblems(declared: Signature, graph: ModelGraph): string[] {
  const types = new Map(graph.inputs.map((input) => [input.name, input.type]));
  const names = new Set(declared.inputs.map((column) => column.name));
  const unknown = graph.inputs.filter((input) => !names.has(input.name));
  return [
    ...declared.inputs.flatMap(({ name, type }) => {
      const found = types.get(name);
      if (found === undefined) return [`the graph has no input "${name}"`];
      return FITTING[type].includes(found) ? [] : [`input "${name}" is ${type}, the graph's ${found}`];
    }),
    ...unknown.map((input) => `the graph's input "${input.name}" is not in the signature`),
  ];
}

function outputProblems({ task }: Signature, graph: ModelGraph): string[] {
  const tensors = graph.outputs.filter((output) => output.type !== 'no tensor').map((output) => output.name);
  const absent = GRAPH_OUTPUTS[task].filter((name) => !tensors.includes(name));
  return absent.map((name) => `the graph lacks the output tensor "${name}"`);
}

/** `1`, `1.0` and 1 are one label. */
const areDistinct = (labels: readonly Label[] = []): boolean =>
  labels.length > 1 && new Set(labels.map((label) => canonicalValue(String(label)))).size === labels.length;
