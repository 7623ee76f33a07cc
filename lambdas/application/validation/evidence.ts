import type { DeployedModelPolicy } from '../../../lib/contracts/index.js';
import type { Table } from '../../domain/datasets/table.js';
import type { GateFinding } from '../../domain/gates/gate-result.js';
import type { ScoredRow } from '../../domain/gates/metrics.js';
import type { Manifest } from '../../domain/manifest.js';
import type { EvaluationSet, ModelVersion, VersionContents } from '../../domain/registry/records.js';
import type { Row } from '../../domain/signature.js';
import type { ReadArchive, ReadZip } from '../../ports/archive-reader.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import type { LoadedModel, ModelScorer } from '../../ports/model-scorer.js';
import type { Attempt } from './attempt.js';

export interface GateDependencies {
  readonly artifacts: Pick<ArtifactStore, 'head' | 'readText' | 'readBytes' | 'readStream'>;
  readonly readArchive: ReadArchive;
  readonly readZip: ReadZip;
  readonly scorer: ModelScorer;
  /** Bytes of a model that is held in memory. @default 256 MiB */
  readonly maxModelBytes?: number;
  /** Bytes of a zip in the artifact, such as a `.pt`. @default 1.5 GiB */
  readonly maxZipBytes?: number;
  /** Gets the problem of a model or a zip that has more, and may throw. By default it is a problem of the artifact. */
  readonly onLargeModel?: (problem: string) => void;
}

/** What the gates hold a version against. */
export interface GateContext {
  readonly version: ModelVersion;
  readonly folder: string;
  readonly policy: DeployedModelPolicy;
  readonly evaluationSet: EvaluationSet | undefined;
  readonly previousEvaluationSet: EvaluationSet | undefined;
  readonly champion: ModelVersion | undefined;
}

/** The labelled rows of an evaluation set with what a model says of them. */
export interface ScoredSet {
  readonly set: EvaluationSet;
  /** All of the set: every column, every row. */
  readonly table: Table;
  /** 0-based positions in the table, of the rows with a target. */
  readonly positions: readonly number[];
  /** What the model took, of each position. */
  readonly instances: readonly Row[];
  /** Of each position. */
  readonly rows: readonly ScoredRow[];
  /** Who scored: the platform itself, or the submitter, whom nobody could check. */
  readonly source: 'platform' | 'submission';
}

/** What the gates found, and the version's own scores of the current evaluation set, where the platform computed them. */
export interface GateRun {
  readonly findings: readonly GateFinding[];
  readonly scored?: OwnScores | undefined;
}

export type OwnScores = Pick<ScoredSet, 'set' | 'positions' | 'rows'>;

/** What the gates after integrity and signature look at, collected once; of each part, what it is or why it is not there. */
export interface Evidence {
  readonly deps: GateDependencies;
  readonly context: GateContext;
  readonly contents: VersionContents;
  readonly manifest: Manifest;
  /** The artifact, ready to be scored; only ONNX can be. */
  readonly model: Attempt<LoadedModel>;
  /** The version on the current evaluation set, by its submission where it can't be run; on the one before if there is one. */
  readonly candidate: Attempt<ScoredSet>;
  readonly previous: Attempt<ScoredSet> | undefined;
  /** The champion on the current evaluation set; undefined when there is none. */
  readonly champion: Attempt<ScoredSet> | undefined;
}
