import * as z from 'zod';
import { AUDIT_ACTIONS, GATE_NAMES, SLOTS } from '../../../lib/contracts/index.js';
import type { Json } from '../../domain/canonical-json.js';
import {
  type Alias,
  type Approval,
  type AuditRecord,
  type CatalogueEntry,
  type DatasetUse,
  type EvaluationSet,
  type GateResult,
  MAXIMUM_ALIAS_HISTORY,
  type ModelVersion,
  type PinnedScores,
  RETRAINING_TRIGGERS,
  type RegisteredModel,
  ROLLOUT_OUTCOMES,
  type RolloutLock,
  type Submission,
  type TrafficSplit,
  VERSION_STATUSES,
  type VersionContents,
} from '../../domain/registry/records.js';
import {
  dvcOutputSchema,
  fileEntrySchema,
  lineageSchema,
  modelName,
  objectPointerSchema,
  sha256Hex,
  signatureSchema,
} from './manifest.js';

const time = z.iso.datetime();
const trigger = z.enum(RETRAINING_TRIGGERS);
const stored = { model: modelName, revision: z.int().min(0) };
const version = z.int().min(1);
const pointer = z.object(objectPointerSchema.shape);

const rolloutRequest = z.object({ reason: z.string(), by: z.string(), at: time });

export const pinnedScoresSchema = pointer.extend({
  evaluationSet: z.object({ number: z.int().min(1), sha256: sha256Hex }),
}) satisfies z.ZodType<PinnedScores>;

export const gateResultSchema = z.object({
  gate: z.enum(GATE_NAMES),
  passed: z.boolean(),
  verdict: z.enum(['passed', 'failed', 'unverified', 'skipped']),
  advisory: z.literal(true).optional(),
  reason: z.string(),
  numbers: z.record(z.string(), z.union([z.number(), z.string()])),
}) satisfies z.ZodType<GateResult>;

const versionContents: z.ZodType<VersionContents> = z.object({
  task: z.enum(['classification', 'regression']),
  signature: signatureSchema,
  artifact: pointer.extend({ size: z.int().min(0) }),
  evaluation: z.object({ report: pointer, predictions: pointer, sample: pointer }),
  baseline: z.object({ statistics: pointer, rows: pointer }),
  lineage: lineageSchema,
  description: z.string().optional(),
  tags: z.record(z.string(), z.string()).optional(),
});

/** Parsers of what the table holds, by kind. Fields that they do not know are left out. */
export const registryRecordSchemas = {
  CatalogueEntry: z.object({
    kind: z.literal('CatalogueEntry'),
    ...stored,
    createdAt: time,
  }) satisfies z.ZodType<CatalogueEntry>,
  RegisteredModel: z.object({
    kind: z.literal('RegisteredModel'),
    ...stored,
    createdAt: time,
    nextVersion: version,
    auditSeq: z.int().min(0),
    auditHash: z.string(),
    lastRetraining: z
      .partialRecord(trigger, z.object({ runId: z.string(), trigger, startedBy: z.string(), at: time }))
      .optional(),
  }) satisfies z.ZodType<RegisteredModel>,
  ModelVersion: z.object({
    kind: z.literal('ModelVersion'),
    ...stored,
    version,
    status: z.enum(VERSION_STATUSES),
    submissionId: z.string(),
    registeredAt: time,
    registeredBy: z.string(),
    statusChangedAt: time,
    manifest: pointer,
    contents: versionContents.optional(),
    gates: z.array(gateResultSchema),
    validationReport: pointer.optional(),
    scores: pinnedScoresSchema.optional(),
    validationId: z.string().optional(),
    reasons: z.array(z.string()),
    endpointName: z.string().optional(),
  }) satisfies z.ZodType<ModelVersion>,
  Alias: z.object({
    kind: z.literal('Alias'),
    ...stored,
    alias: z.string(),
    version,
    since: time,
    history: z.array(z.object({ version, since: time, until: time })).max(MAXIMUM_ALIAS_HISTORY),
  }) satisfies z.ZodType<Alias>,
  TrafficSplit: z.object({
    kind: z.literal('TrafficSplit'),
    ...stored,
    variants: z.array(
      z.object({
        slot: z.enum(SLOTS),
        version,
        endpointName: z.string().min(1),
        weight: z.number().min(0).max(100),
      }),
    ),
    changedAt: time,
  }) satisfies z.ZodType<TrafficSplit>,
  RolloutLock: z.object({
    kind: z.literal('RolloutLock'),
    ...stored,
    state: z.enum(['held', 'released']),
    rolloutId: z.string(),
    version,
    endpointName: z.string(),
    fencingToken: z.int().min(1),
    acquiredAt: time,
    leaseUntil: time,
    baking: z.boolean(),
    bakeStartedAt: time.optional(),
    rollbackRequested: rolloutRequest.optional(),
    abortRequested: rolloutRequest.optional(),
    restore: z.object({ endpointKept: z.boolean() }).optional(),
    result: z.object({ outcome: z.enum(ROLLOUT_OUTCOMES), endpointNames: z.array(z.string()) }).optional(),
    leftEndpointNames: z.array(z.string()).optional(),
  }) satisfies z.ZodType<RolloutLock>,
  Submission: z.object({
    kind: z.literal('Submission'),
    ...stored,
    submissionId: z.string(),
    status: z.enum(['Open', 'Registered', 'Quarantined']),
    openedBy: z.string(),
    openedAt: time,
    expiresAt: time,
    files: z.array(fileEntrySchema),
    version: version.optional(),
    reason: z.string().optional(),
    validationId: z.string().optional(),
  }) satisfies z.ZodType<Submission>,
  EvaluationSet: z.object({
    kind: z.literal('EvaluationSet'),
    ...stored,
    ...objectPointerSchema.shape,
    number: z.int().min(1),
    rows: z.int().min(0),
    createdAt: time,
    runId: z.string(),
  }) satisfies z.ZodType<EvaluationSet>,
  Approval: z.object({
    kind: z.literal('Approval'),
    ...stored,
    version,
    status: z.enum(['Pending', 'Approved', 'Rejected', 'Expired']),
    requestedAt: time,
    requestId: z.string().optional(),
    required: z.object({ role: z.string().optional(), quorum: z.int().min(1) }).optional(),
    expiresAt: time.optional(),
    decisions: z.array(
      z.object({ decision: z.enum(['approve', 'reject']), actor: z.string(), at: time, reason: z.string() }),
    ),
  }) satisfies z.ZodType<Approval>,
  DatasetUse: z.object({
    kind: z.literal('DatasetUse'),
    ...stored,
    version,
    dataset: z.union([pointer, z.object(dvcOutputSchema.shape)]),
  }) satisfies z.ZodType<DatasetUse>,
};

const json: z.ZodType<Json> = z.lazy(() =>
  z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(json), z.record(z.string(), json)]),
);

export const auditRecordSchema: z.ZodType<AuditRecord> = z.object({
  model: modelName,
  seq: z.int().min(1),
  action: z.enum(AUDIT_ACTIONS),
  actor: z.string(),
  at: time,
  version: version.optional(),
  submissionId: z.string().optional(),
  evidence: z.record(z.string(), json),
  after: z.array(json),
  previousHash: z.string(),
  hash: sha256Hex,
});
