import type { Signature, Task } from './signature.js';

/** An exact version of an object in the artifact store. */
export interface ObjectPointer {
  readonly key: string;
  readonly versionId: string;
  /** Lower-case hex. */
  readonly sha256: string;
}

export interface EvaluationSetPointer extends ObjectPointer {
  readonly number: number;
}

export interface FileEntry {
  /** Relative to the submission. */
  readonly path: string;
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}

export type Trigger = 'manual' | 'drift' | 'schedule' | 'external';

export interface Lineage {
  readonly trainingJobArn?: string;
  readonly datasets: readonly ObjectPointer[];
  /** Datasets that are not in the list, which has 50 at most; the snapshot, its first one, names them all. */
  readonly datasetsOmitted?: number;
  readonly evaluationSet?: EvaluationSetPointer;
  readonly image?: string;
  readonly gitCommit?: string;
  readonly parentVersion?: number;
  readonly hyperparameters?: Readonly<Record<string, string>>;
  readonly trigger: Trigger;
  readonly runId?: string;
  /** What the `.dvc` files and the `dvc.lock` of the submission name; read from them, never from the manifest. */
  readonly dvc?: readonly DvcOutput[];
}

/** A file or folder that DVC keeps track of. */
export interface DvcOutput {
  readonly path: string;
  /** Lower-case hex; that of a folder ends in `.dir`. */
  readonly md5: string;
  /** Bytes. */
  readonly size?: number;
  /** The submitted file that names it. */
  readonly source: string;
}

/** Formats of models that are taken; all but ONNX are read, and not run. */
export const FRAMEWORKS = ['onnx', 'xgboost', 'lightgbm', 'sklearn', 'pytorch'] as const;
export type Framework = (typeof FRAMEWORKS)[number];

/** The last object of a submission: it names and hashes all others. */
export interface Manifest {
  readonly schemaVersion: 1;
  readonly model: string;
  readonly submissionId: string;
  readonly task: Task;
  readonly framework: Framework;
  readonly artifact: FileEntry;
  readonly files: readonly FileEntry[];
  readonly signature: Signature;
  readonly evaluation: { readonly report: string; readonly predictions: string; readonly sample: string };
  readonly baseline: { readonly statistics: string; readonly rows: string };
  readonly lineage: Lineage;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** `evaluation.json`: what the trainer measured on the evaluation set. */
export interface EvaluationReport {
  readonly schemaVersion: 1;
  readonly task: Task;
  readonly target: string;
  readonly rows: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** Share of each input column, summing to 1; absent when nothing mattered. */
  readonly importance?: Readonly<Record<string, number>>;
  /** The loss that monitors compare with: Brier score or absolute error, of a row. */
  readonly loss: {
    readonly name: 'brier' | 'absolute_error';
    readonly mean: number;
    readonly standardDeviation: number;
  };
}
