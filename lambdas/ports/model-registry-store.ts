import type {
  Alias,
  Approval,
  AuditRecord,
  CatalogueEntry,
  DatasetUse,
  EvaluationSet,
  ModelVersion,
  RegisteredModel,
  RegistryRecord,
  RolloutLock,
  Submission,
  TrafficSplit,
} from '../domain/registry/records.js';

/** Written wholly or not at all. */
export interface RegistryCommit {
  /** The head as it will be, except for its revision, which is the one that was read (0: there was none). */
  readonly registeredModel: RegisteredModel;
  readonly audit: AuditRecord;
  /** Each with the revision that was read (0: it must not exist). */
  readonly puts: readonly RegistryRecord[];
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Where the next page starts; absent on the last one. */
  readonly cursor?: string;
}

export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string;
}

/** The registry's table. Reads see every commit that ended before them; what is not there is undefined. */
export interface ModelRegistryStore {
  /** Throws Conflict when a revision is no longer the one that was read. Revisions are stored one higher. */
  commit(commit: RegistryCommit): Promise<void>;
  readModel(model: string): Promise<RegisteredModel | undefined>;
  readVersion(model: string, version: number): Promise<ModelVersion | undefined>;
  readSubmission(model: string, submissionId: string): Promise<Submission | undefined>;
  readAlias(model: string, alias: string): Promise<Alias | undefined>;
  readTrafficSplit(model: string): Promise<TrafficSplit | undefined>;
  readRolloutLock(model: string): Promise<RolloutLock | undefined>;
  /** The current set, or the one of a number. */
  readEvaluationSet(model: string, number?: number): Promise<EvaluationSet | undefined>;
  /** Newest first. Throws InvalidInput for a cursor that is not one. */
  listVersions(model: string, page: PageRequest): Promise<Page<ModelVersion>>;
  listAliases(model: string): Promise<readonly Alias[]>;
  /** The newest approval of a version. */
  readApproval(model: string, version: number): Promise<Approval | undefined>;
  /** Versions of any model that were made from a dataset, by its SHA-256, or by the MD5 that DVC has of it. */
  listDatasetUses(hash: string, page: PageRequest): Promise<Page<DatasetUse>>;
  /** In the order of their names. */
  listModels(): Promise<readonly CatalogueEntry[]>;
  /** Oldest first. */
  listAuditRecords(model: string, page: PageRequest): Promise<Page<AuditRecord>>;
}
