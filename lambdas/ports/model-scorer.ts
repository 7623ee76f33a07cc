import type { ModelGraph } from '../domain/gates/signature-gate.js';
import type { Prediction, Row, Signature } from '../domain/signature.js';

export interface LoadedModel {
  readonly graph: ModelGraph;
  /** One prediction a row, by the rules of the serving container. Throws an error named `ModelFailure` or InvalidInput. */
  predict(rows: readonly Row[]): Promise<readonly Prediction[]>;
  release(): Promise<void>;
}

/** Runs a model's artifact ourselves, within limits of time and memory. */
export interface ModelScorer {
  /** Throws InvalidInput when the bytes are no model that it can run. */
  load(onnx: Uint8Array, signature: Signature): Promise<LoadedModel>;
}
