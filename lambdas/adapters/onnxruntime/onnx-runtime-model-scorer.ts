import { createRequire } from 'node:module';
import { join } from 'node:path';
import { InvalidInput } from '../../domain/errors.js';
import { GRAPH_OUTPUTS, type ModelGraph } from '../../domain/gates/signature-gate.js';
import { ModelFailure } from '../../domain/inference/model-failure.js';
import type { Prediction, Row, Signature, Value } from '../../domain/signature.js';
import type { LoadedModel, ModelScorer } from '../../ports/model-scorer.js';
import {
  defaultLimits,
  type Feed,
  ModelProblem,
  type OutputTensor,
  type SessionLimits,
  SessionProcess,
} from './session-process.js';

const ROWS_A_RUN = 1_000;

/** Graph types that a column may have, with the array that holds its values; those without "missing" refuse null. */
const arrays = {
  float32: (values: readonly Value[]) => Float32Array.from(values, (value) => Number(value ?? Number.NaN)),
  float64: (values: readonly Value[]) => Float64Array.from(values, (value) => Number(value ?? Number.NaN)),
  int64: (values: readonly Value[]) => BigInt64Array.from(values, (value) => BigInt(Number(value))),
  int32: (values: readonly Value[]) => Int32Array.from(values, Number),
  bool: (values: readonly Value[]) => Uint8Array.from(values, Number),
  string: (values: readonly Value[]) => values.map((value) => String(value ?? '')),
} as const;
type GraphType = keyof typeof arrays;
const WITHOUT_MISSING: readonly string[] = ['int64', 'int32', 'bool'];
const isGraphType = (type: string | undefined): type is GraphType => type !== undefined && Object.hasOwn(arrays, type);

/**
 * onnxruntime in a process of its own for each model: the module or path that `MLOPS_ONNXRUNTIME` names, by default
 * `onnxruntime-node` beside the function's bundle. One thread sums trees in one order, as in training, and tensors are
 * made as the serving container makes them.
 */
export class OnnxRuntimeModelScorer implements ModelScorer {
  constructor(
    private readonly module = process.env.MLOPS_ONNXRUNTIME ?? 'onnxruntime-node',
    private readonly folder = process.env.LAMBDA_TASK_ROOT ?? process.cwd(),
    private readonly limits: SessionLimits = defaultLimits(),
  ) {}

  async load(onnx: Uint8Array, signature: Signature): Promise<LoadedModel> {
    const module = createRequire(join(this.folder, 'index.js')).resolve(this.module);
    try {
      const [session, graph] = await SessionProcess.load(module, onnx, this.limits);
      return new OnnxModel(session, graph, signature);
    } catch (cause) {
      if (!(cause instanceof ModelProblem)) throw cause;
      throw new InvalidInput(`model.onnx can't be loaded: ${cause.message}`, { cause });
    }
  }
}

class OnnxModel implements LoadedModel {
  constructor(
    private readonly session: SessionProcess,
    readonly graph: ModelGraph,
    private readonly signature: Signature,
  ) {}

  async predict(rows: readonly Row[]): Promise<readonly Prediction[]> {
    const predictions: Prediction[] = [];
    for (let start = 0; start < rows.length; start += ROWS_A_RUN) {
      predictions.push(...(await this.run(rows.slice(start, start + ROWS_A_RUN), start)));
    }
    return predictions;
  }

  async release(): Promise<void> {
    this.session.close();
  }

  private async run(rows: readonly Row[], start: number): Promise<Prediction[]> {
    const feeds = this.feeds(rows, start);
    const present = this.graph.outputs.filter(({ type }) => type !== 'no tensor').map(({ name }) => name);
    const names = GRAPH_OUTPUTS[this.signature.task].filter((name) => present.includes(name));
    let results: readonly OutputTensor[];
    try {
      results = await this.session.run(feeds, rows.length, names);
    } catch (cause) {
      if (!(cause instanceof ModelProblem)) throw cause;
      throw new ModelFailure(`the model fails on rows ${start} to ${start + rows.length - 1}: ${cause.message}`, {
        cause,
      });
    }
    const [main, probabilities] = GRAPH_OUTPUTS[this.signature.task].map((name) => results[names.indexOf(name)]);
    const { labels } = this.signature;
    const width = labels?.length ?? 2;
    const given = (probabilities?.data.length ?? rows.length * width) / rows.length;
    if (given !== width) {
      throw new ModelFailure(`the model gives ${given} probabilities a row, the signature has ${width} labels`);
    }
    return rows.map((_, row) => {
      const prediction = plain(main, row);
      const vector = Array.from({ length: probabilities === undefined ? 0 : width }, (__, at) =>
        Number(probabilities?.data[width * row + at]),
      );
      const numbers = [typeof prediction === 'number' ? prediction : 0, ...vector];
      if (prediction === undefined || !numbers.every(Number.isFinite)) {
        throw new ModelFailure(`the model gives no finite number for row ${start + row}`);
      }
      if (probabilities === undefined) return { prediction };
      if (labels === undefined || width === 2) return { prediction, probability: vector[1] as number };
      const probability = vector[labels.findIndex((label) => String(label) === String(prediction))];
      if (probability !== undefined) return { prediction, probability, probabilities: vector };
      throw new ModelFailure(`the model gives row ${start + row} a label that the signature lacks`);
    });
  }

  private feeds(rows: readonly Row[], start: number): Feed[] {
    const types = new Map(this.graph.inputs.map((input) => [input.name, input.type]));
    return this.signature.inputs.map(({ name }) => {
      const type = types.get(name);
      if (!isGraphType(type)) throw new InvalidInput(`the graph can't take column "${name}" (${type ?? 'no input'})`);
      const values = rows.map((row) => row[name] ?? null);
      const gap = WITHOUT_MISSING.includes(type) ? values.indexOf(null) : -1;
      if (gap !== -1) {
        throw new InvalidInput(`row ${start + gap}, column "${name}" is missing, which an input of ${type} can't take`);
      }
      return { name, type, data: arrays[type](values) };
    });
  }
}

function plain(tensor: OutputTensor | undefined, row: number): Prediction['prediction'] | undefined {
  const value: unknown = tensor?.data[row];
  if (tensor?.type === 'bool') return Boolean(value);
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}
