import { canonicalJson } from '../canonical-json.js';
import { canonicalValue } from '../datasets/row-identity.js';
import type { GateResult } from '../registry/records.js';
import type { ColumnType, Label, Signature, Task } from '../signature.js';
import { failed, passed } from './gate-result.js';

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
  readonly manifestTask: Task;
  readonly declared: Signature;
  /** `signature.json` of the artifact. */
  readonly archived: Signature;
  readonly graph: ModelGraph;
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

/** The declared signature is the archive's, and the graph takes and gives what it says. */
export function signatureGate(evidence: SignatureEvidence): GateResult {
  const { policyTask, manifestTask, declared, archived, graph } = evidence;
  const problems = [
    ...(manifestTask === policyTask
      ? []
      : [`the manifest's task is ${manifestTask}, the model's policy says ${policyTask}`]),
    ...(declared.task === manifestTask
      ? []
      : [`the signature's task is ${declared.task}, the manifest's ${manifestTask}`]),
    ...(canonicalJson(declared) === canonicalJson(archived)
      ? []
      : ['the signature in the manifest is not the one in the artifact']),
    ...inputProblems(declared, graph),
    ...outputProblems(declared, graph),
  ];
  const numbers = { inputs: declared.inputs.length, outputs: declared.outputs.length };
  return problems.length === 0
    ? passed('signature', 'signature and graph agree', numbers)
    : failed('signature', problems.slice(0, 10).join('; '), numbers);
}

function inputProblems(declared: Signature, graph: ModelGraph): string[] {
  const types = new Map(graph.inputs.map((input) => [input.name, input.type]));
  const names = new Set(declared.inputs.map((column) => column.name));
  const twice = names.size < declared.inputs.length ? ['the signature names a column twice'] : [];
  const unknown = graph.inputs.filter((input) => !names.has(input.name));
  return [
    ...twice,
    ...declared.inputs.flatMap(({ name, type }) => {
      const found = types.get(name);
      if (found === undefined) return [`the graph has no input "${name}"`];
      return FITTING[type].includes(found) ? [] : [`input "${name}" is ${type}, the graph's ${found}`];
    }),
    ...unknown.map((input) => `the graph's input "${input.name}" is not in the signature`),
  ];
}

function outputProblems(declared: Signature, graph: ModelGraph): string[] {
  const tensors = graph.outputs.filter((output) => output.type !== 'no tensor').map((output) => output.name);
  const absent = GRAPH_OUTPUTS[declared.task].filter((name) => !tensors.includes(name));
  const expected = declared.task === 'classification' ? ['prediction', 'probability'] : ['prediction'];
  const outputs = declared.outputs.map((output) => output.name);
  const labels = declared.labels;
  return [
    ...absent.map((name) => `the graph lacks the output tensor "${name}"`),
    ...(outputs.join() === expected.join()
      ? []
      : [`outputs are ${outputs.join(', ')}, expected ${expected.join(', ')}`]),
    ...(declared.task === 'classification' && !areDistinct(labels)
      ? ['a classification needs two different labels, or more']
      : []),
  ];
}

/** `1`, `1.0` and 1 are one label. */
const areDistinct = (labels: readonly Label[] = []): boolean =>
  labels.length > 1 && new Set(labels.map((label) => canonicalValue(String(label)))).size === labels.length;
