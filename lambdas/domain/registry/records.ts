import type { AuditAction, GateName } from '../../../lib/contracts/index.js';
import type { Json } from '../canonical-json.js';
import type { DvcOutput, EvaluationSetPointer, FileEntry, Lineage, ObjectPointer } from '../manifest.js';
import type { Signature, Task } from '../signature.js';
import type { RolloutLock, TrafficSplit } from './rollout-records.js';
import type { Stored } from './stored.js';

export * from './rollout-records.js';

/** Records that hold evidence stay below this, in bytes of JSON. */
export const MAXIMUM_RECORD_BYTES = 300_000;

export interface CatalogueEntry extends Stored {
  readonly kind: 'CatalogueEntry';
  readonly createdAt: string;
}

/** The head of a model: its counters, and the end of its audit chain. Every change of the model writes it. */
export interface RegisteredModel extends Stored {
  readonly kind: 'RegisteredModel';
  readonly createdAt: string;
  readonly nextVersion: number;
  /** Number of the newest audit record; 0 before the first. */
  readonly auditSeq: number;
  /** Hash of the newest audit record; '' before the first. */
  readonly auditHash: string;
  /** The newest start of a retraining run by each trigger; set together with the audit action RetrainingStarted. */
  readonly lastRetraining?: Readonly<Partial<Record<RetrainingTrigger, RetrainingStart>>>;
}

export const RETRAINING_TRIGGERS = ['manual', 'drift', 'schedule'] as const;
export type RetrainingTrigger = (typeof RETRAINING_TRIGGERS)[number];

/** That a retraining run was started, by whom and when. */
export interface RetrainingStart {
  readonly runId: string;
  readonly trigger: RetrainingTrigger;
  readonly startedBy: string;
  readonly at: string;
}

export const VERSION_STATUSES = [
  'PendingValidation',
  'Validated',
  'Rejected',
  'Approved',
  'Expired',
  'Deploying',
  'Deployed',
  'RolledBack',
  'Retired',
] as const;
export type VersionStatus = (typeof VERSION_STATUSES)[number];

/** What one gate found. `unverified` and `skipped` say that it could not, or did not need to, decide. */
export interface GateResult {
  readonly gate: GateName;
  readonly passed: boolean;
  readonly verdict: 'passed' | 'failed' | 'unverified' | 'skipped';
  /** The policy lets a version go on that did not pass here. */
  readonly advisory?: true;
  readonly reason: string;
  readonly numbers: Readonly<Record<string, number | string>>;
}

/** What a submission brought, each object pinned to the version that was there when it was registered. */
export interface VersionContents {
  readonly task: Task;
  readonly signature: Signature;
  readonly artifact: ObjectPointer & { readonly size: number };
  readonly evaluation: {
    readonly report: ObjectPointer;
    readonly predictions: ObjectPointer;
    readonly sample: ObjectPointer;
  };
  readonly baseline: { readonly statistics: ObjectPointer; readonly rows: ObjectPointer };
  readonly lineage: Lineage;
  readonly description?: string;
  /** Words of the submitter's, to find versions by. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** What a version says of an evaluation set, as the platform computed it: `scores.csv`. */
export interface PinnedScores extends ObjectPointer {
  readonly evaluationSet: Pick<EvaluationSetPointer, 'number' | 'sha256'>;
}

export interface ModelVersion extends Stored {
  readonly kind: 'ModelVersion';
  readonly version: number;
  readonly status: VersionStatus;
  readonly submissionId: string;
  readonly registeredAt: string;
  /** Who opened the submission. */
  readonly registeredBy: string;
  readonly statusChangedAt: string;
  readonly manifest: ObjectPointer;
  /** Absent when the manifest was unusable or an object of it was missing; such a version is never Validated. */
  readonly contents?: VersionContents;
  /** Verdicts of validation, headline numbers only; empty before it. */
  readonly gates: readonly GateResult[];
  /** The full report of the gates. */
  readonly validationReport?: ObjectPointer;
  /** Absent where the platform could not run it, there was no evaluation set, or they are too many to be kept. */
  readonly scores?: PinnedScores;
  /** The execution that told people of the verdict, or has to. */
  readonly validationId?: string;
  /** Why it is Rejected or RolledBack, or Approved and not rolled out; empty otherwise. */
  readonly reasons: readonly string[];
  /** The endpoint that serves it, from the start of its rollout until the endpoint's removal. */
  readonly endpointName?: string;
}

export interface Alias extends Stored {
  readonly kind: 'Alias';
  /** `champion`, `challenger`, … */
  readonly alias: string;
  readonly version: number;
  readonly since: string;
  /** What it named before, newest first, `MAXIMUM_ALIAS_HISTORY` at most; the audit chain has all of it. */
  readonly history: readonly AliasTerm[];
}

/** That an alias named a version from one time until another. */
export interface AliasTerm {
  readonly version: number;
  readonly since: string;
  readonly until: string;
}

export const MAXIMUM_ALIAS_HISTORY = 50;

export interface Submission extends Stored {
  readonly kind: 'Submission';
  readonly submissionId: string;
  readonly status: 'Open' | 'Registered' | 'Quarantined';
  readonly openedBy: string;
  readonly openedAt: string;
  /** A manifest that arrives later is quarantined. */
  readonly expiresAt: string;
  /** The announced files, without the manifest. */
  readonly files: readonly FileEntry[];
  /** Set when it is Registered. */
  readonly version?: number;
  /** Why it is Quarantined. */
  readonly reason?: string;
  /** The execution that told people of its quarantine, or has to. */
  readonly validationId?: string;
}

/** A labelled set that every candidate is scored on, never trained on; the one of the highest number is current. */
export interface EvaluationSet extends Stored, EvaluationSetPointer {
  readonly kind: 'EvaluationSet';
  readonly rows: number;
  readonly createdAt: string;
  /** The retraining run whose curator step set it aside. */
  readonly runId: string;
}

/** The newest approval of a version: asked for when its gates passed, or when it was rolled back and is wanted again. */
export interface Approval extends Stored {
  readonly kind: 'Approval';
  readonly version: number;
  readonly status: 'Pending' | 'Approved' | 'Rejected' | 'Expired';
  readonly requestedAt: string;
  /** The execution that waits for it. */
  readonly requestId?: string;
  /** What the policy asked for at that time; absent where it approved by itself. */
  readonly required?: { readonly role?: string; readonly quorum: number };
  /** Nobody can decide after it; absent where the policy approved by itself. */
  readonly expiresAt?: string;
  /** Oldest first; one a person. */
  readonly decisions: readonly ApprovalDecision[];
}

export interface ApprovalDecision {
  readonly decision: 'approve' | 'reject';
  /** An ARN, or `policy:<name>`. */
  readonly actor: string;
  readonly at: string;
  readonly reason: string;
}

/** That a version was made from an exact dataset: an object of the artifact store, or what a DVC file names. */
export interface DatasetUse extends Stored {
  readonly kind: 'DatasetUse';
  readonly version: number;
  readonly dataset: ObjectPointer | DvcOutput;
}

/** What a change may put, beside the head and the audit record that it always writes. */
export type RegistryRecord =
  | CatalogueEntry
  | ModelVersion
  | Alias
  | TrafficSplit
  | RolloutLock
  | Submission
  | EvaluationSet
  | Approval
  | DatasetUse;

/** What was done to a model, by whom, when and on what evidence. */
export interface AuditedAction {
  readonly action: AuditAction;
  /** Who: an ARN, or `policy:<name>`, `alarm:<name>`, `schedule:<model>`, `pipeline:<handler>` for what no person did. */
  readonly actor: string;
  /** ISO 8601. */
  readonly at: string;
  readonly version?: number;
  readonly submissionId?: string;
  /** Small facts; they travel in the event too. */
  readonly evidence: { readonly [key: string]: Json | undefined };
}

export interface AuditRecord extends AuditedAction {
  readonly model: string;
  /** From 1, without gaps. */
  readonly seq: number;
  /**
   * The head, without the end of its chain, and the records of the change, as they are after it: each with its
   * `schemaVersion`. Records from before release 0.2 have no head in it, and no `schemaVersion`, which is 1.
   */
  readonly after: readonly Json[];
  /** '' in the first record. */
  readonly previousHash: string;
  /** SHA-256 of the canonical JSON of all other fields. */
  readonly hash: string;
}
