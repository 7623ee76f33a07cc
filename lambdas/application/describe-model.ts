import { DependencyUnavailable } from '../domain/errors.js';
import { datatypeOf } from '../domain/inference/tensors.js';
import type { ColumnType } from '../domain/signature.js';
import type { ModelPolicyStore } from '../ports/model-policy-store.js';
import type { TrafficReader } from './traffic-reader.js';

export interface DescribeModelPorts {
  readonly traffic: TrafficReader;
  readonly policies: ModelPolicyStore;
}

const tensorsOf = (columns: readonly { readonly name: string; readonly type: ColumnType }[]) =>
  columns.map(({ name, type }) => ({ name, datatype: datatypeOf(type), shape: [-1] }));

async function serving({ traffic, policies }: DescribeModelPorts, model: string) {
  await policies.read(model);
  const variants = await traffic.variants(model);
  const first = variants.find(({ slot }) => slot === 'champion') ?? variants[0];
  if (first !== undefined) return { variants, first };
  throw new DependencyUnavailable(`Model "${model}" has no version that serves yet: try again later`);
}

/**
 * Open Inference Protocol V2 metadata: the versions that serve, champion first, and the columns of the first.
 * Throws NotFound for an unknown model, DependencyUnavailable when nobody serves it.
 */
export async function describeModel(ports: DescribeModelPorts, model: string) {
  const { variants, first } = await serving(ports, model);
  const { inputs, outputs } = await ports.traffic.signature(model, first.version);
  const others = variants.filter((variant) => variant !== first);
  return {
    name: model,
    versions: [first, ...others].map(({ version }) => String(version)),
    platform: 'onnx_onnxv1',
    inputs: tensorsOf(inputs),
    outputs: tensorsOf(outputs),
  };
}

/** `{"ready":true}`, or throws as `describeModel` does. */
export async function readModelReadiness(ports: DescribeModelPorts, model: string) {
  await serving(ports, model);
  return { ready: true };
}
