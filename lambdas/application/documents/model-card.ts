import * as z from 'zod';
import { VERSION_STATUSES } from '../../domain/registry/records.js';
import { dvcOutputSchema, evaluationSetPointerSchema, objectPointerSchema, signatureSchema } from './manifest.js';

const time = z.iso.datetime();
const count = z.int().min(0);
const version = z.int().min(1);
const text = z.string().nullable();
const pointer = z.object(objectPointerSchema.shape);

/** A gate's finding at the time of the validation, as the registry holds it. */
const gate = z.object({
  gate: z.string(),
  verdict: z.enum(['passed', 'failed', 'unverified', 'skipped']),
  passed: z.boolean(),
  /** The policy of that time let the version go on all the same. */
  advisory: z.literal(true).optional(),
  reason: z.string(),
  numbers: z.record(z.string(), z.union([z.number(), z.string()])),
});

/** What a gate measured of groups of rows; `measured` is false, and `note` says why, where it did not. */
const findings = z.object({ measured: z.boolean(), note: z.string(), gates: z.array(gate) });

const metric = z.object({
  name: z.string(),
  /** By the platform, on the evaluation set of the gates. */
  measured: z.number().nullable(),
  /** By the platform, on the evaluation set before that one. */
  previous: z.number().nullable(),
  /** As `evaluation.json` of the submission says. */
  submitted: z.number().nullable(),
  /** What the model's policy asks for now. */
  bound: z.object({ minimum: z.number().nullable(), maximum: z.number().nullable() }).nullable(),
  /** Whether the measured value is within the bound; null without a value or a bound. */
  within: z.boolean().nullable(),
});

const performance = z.object({
  /** The labelled rows that the platform scored the version on. */
  measuredOn: z.object({ evaluationSet: version, rows: count.nullable() }).nullable(),
  /** What the submitter measured; `note` says why there is nothing. */
  submitted: z.object({ available: z.boolean(), note: text, rows: count.nullable() }),
  loss: z.object({ name: z.string(), mean: z.number(), standardDeviation: z.number() }).nullable(),
  metrics: z.array(metric),
  /** Share of each column, the largest first; null where it was not measured. */
  importance: z.array(z.object({ column: z.string(), share: z.number() })).nullable(),
});

const data = z.object({
  /** What the gates, or else the trainer, measured on. */
  evaluationSet: z
    .object({ ...evaluationSetPointerSchema.shape, rows: count.nullable(), createdAt: time.nullable() })
    .nullable(),
  datasets: z.array(pointer),
  /** Datasets that the lineage has no room for; the snapshot names them. */
  datasetsOmitted: count,
  dvc: z.array(z.object({ ...dvcOutputSchema.shape, size: count.nullable() })),
  baseline: z.object({ statistics: pointer, rows: pointer }).nullable(),
});

const reproduction = z.object({
  manifest: pointer,
  artifact: pointer.extend({ size: count }).nullable(),
  evaluationReport: pointer.nullable(),
  validationReport: pointer.nullable(),
  image: text,
  gitCommit: text,
  trainingJobArn: text,
  trigger: text,
  runId: text,
  parentVersion: version.nullable(),
  hyperparameters: z.record(z.string(), z.string()),
});

const policy = z.object({
  approval: z.union([
    z.literal('automatic'),
    z.object({ role: text, quorum: z.int().min(1), expirySeconds: z.int().min(1) }),
  ]),
  retirement: z
    .object({
      maximumAgeDays: z.int().nullable(),
      inactiveDays: z.int().nullable(),
      supersededVersions: z.int().nullable(),
    })
    .nullable(),
});

const approval = z.object({
  status: z.enum(['Pending', 'Approved', 'Rejected', 'Expired']),
  requestedAt: time,
  expiresAt: time.nullable(),
  required: z.object({ role: text, quorum: z.int().min(1) }).nullable(),
  decisions: z.array(
    z.object({ decision: z.enum(['approve', 'reject']), actor: z.string(), at: time, reason: z.string() }),
  ),
});

const releases = z.object({
  /** Aliases that name the version now. */
  aliases: z.array(z.string()),
  /** When an alias named the version, the newest first; `until` is null while it does. */
  terms: z.array(z.object({ alias: z.string(), since: time, until: time.nullable() })),
  /** False when an alias moved so often that older terms are in the audit chain only. */
  complete: z.boolean(),
});

const drift = z.object({
  /** False, and `note` says why, when no window of traffic is about the version. */
  measured: z.boolean(),
  note: z.string(),
  /** The windows looked at began at `from` or later, and before `until`; null while it is the champion. */
  from: time.nullable(),
  until: time.nullable(),
  windows: z.object({
    /** Reports of windows that began while it was the champion. */
    found: count,
    /** How many of them were read: the newest. */
    lookedAt: count,
    unreadable: count,
    /** Of those read: against this version's baseline, or the fixed one. All below are of these. */
    judged: count,
    empty: count,
    /** With the verdict drift: of a column, of the prediction, or a broken column. */
    drifted: count,
    /** That counted for the alarm. */
    violated: count,
    predictionDrifted: count,
    qualityDropped: count,
  }),
  /** Drifted or broken columns with the number of windows, the most frequent first. */
  columns: z.array(z.object({ column: z.string(), windows: count })),
  newest: z
    .object({
      window: z.object({ start: z.string(), end: z.string() }),
      verdict: z.string(),
      violated: z.boolean(),
      alarm: z.boolean(),
      causes: z.array(z.string()),
      reportKey: z.string(),
      quality: z.object({ verdict: z.string(), reason: z.string() }).nullable(),
    })
    .nullable(),
});

/**
 * The model card: what the registry knows of one version, for people and programs. What is not known is null or empty,
 * never guessed. Times are ISO 8601 in UTC; keys keep their order, names inside records are sorted.
 */
export const modelCardSchema = z.object({
  schemaVersion: z.literal(1),
  generatedAt: time,
  model: z.string(),
  version,
  status: z.enum(VERSION_STATUSES),
  statusChangedAt: time,
  /** How the version stands, in a sentence. */
  standing: z.string(),
  /** Its share of the requests now; null when it serves nobody. */
  serving: z.object({ slot: z.string(), trafficPercent: z.number() }).nullable(),
  /** Why it is Rejected or RolledBack. */
  reasons: z.array(z.string()),
  /** These three are what people say of the model in its configuration; null is not stated. */
  purpose: text,
  limitations: text,
  owner: text,
  task: z.enum(['classification', 'regression']),
  target: z.string(),
  /** What the submitter says of the version. */
  description: text,
  tags: z.record(z.string(), z.string()),
  submission: z.object({ id: z.string(), by: z.string(), registeredAt: time }),
  /** False when the manifest was unusable: then nothing of the submission is known. */
  readable: z.boolean(),
  signature: signatureSchema.nullable(),
  policy,
  data,
  performance,
  gates: z.array(gate),
  segments: findings,
  bias: findings,
  approval: approval.nullable(),
  releases,
  drift,
  reproduction,
});
export type ModelCard = z.infer<typeof modelCardSchema>;
