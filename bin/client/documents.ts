import * as z from 'zod';

/** Answers of the control API, as far as the command line reads them; whatever else is there is passed on. */
export const openedSubmissionSchema = z.looseObject({
  submissionId: z.string(),
  uploads: z.array(z.object({ path: z.string(), url: z.url(), headers: z.record(z.string(), z.string()) })),
});
export type Upload = z.infer<typeof openedSubmissionSchema>['uploads'][number];

export const submissionSchema = z.looseObject({
  submissionId: z.string(),
  status: z.enum(['Open', 'Registered', 'Quarantined']),
  version: z.number().optional(),
  versionStatus: z.string().optional(),
  reasons: z.array(z.string()).optional(),
});
export type Submission = z.infer<typeof submissionSchema>;

const gateSchema = z.looseObject({
  gate: z.string(),
  passed: z.boolean(),
  verdict: z.string().optional(),
  /** The policy lets a version go on that did not pass here; platforms before 0.3 don't tell. */
  advisory: z.boolean().optional(),
  reason: z.string(),
});
export type Gate = z.infer<typeof gateSchema>;

const pointerSchema = z.looseObject({ key: z.string(), versionId: z.string(), sha256: z.string() });
const dvcOutputSchema = z.looseObject({ path: z.string(), md5: z.string(), source: z.string() });
const originFields = {
  trigger: z.string().optional(),
  runId: z.string().optional(),
  trainingJobArn: z.string().optional(),
  image: z.string().optional(),
  gitCommit: z.string().optional(),
  hyperparameters: z.record(z.string(), z.string()).optional(),
  evaluationSet: pointerSchema.extend({ number: z.number() }).optional(),
};

export const lineageSchema = z.looseObject({
  model: z.string(),
  version: z.number(),
  submittedBy: z.string(),
  registeredAt: z.string(),
  ...originFields,
  artifact: pointerSchema.optional(),
  datasets: z.array(pointerSchema),
  datasetsOmitted: z.number().optional(),
  dvc: z.array(dvcOutputSchema),
  parents: z.array(z.looseObject({ version: z.number(), status: z.string(), registeredAt: z.string() })),
});
export type Lineage = z.infer<typeof lineageSchema>;

export const datasetVersionsSchema = z.looseObject({
  hash: z.string(),
  versions: z.array(
    z.looseObject({
      model: z.string(),
      version: z.number(),
      dataset: z.looseObject({ key: z.string().optional(), path: z.string().optional() }),
    }),
  ),
  cursor: z.string().nullish(),
});

export type DatasetVersions = z.infer<typeof datasetVersionsSchema>;

export const versionSchema = z.looseObject({
  version: z.number(),
  status: z.string(),
  submissionId: z.string().optional(),
  registeredAt: z.string().optional(),
  registeredBy: z.string().optional(),
  description: z.string().optional(),
  gates: z.array(gateSchema).optional(),
  reasons: z.array(z.string()).optional(),
  contents: z
    .looseObject({
      tags: z.record(z.string(), z.string()).optional(),
      lineage: z
        .looseObject({
          ...originFields,
          parentVersion: z.number().optional(),
          datasets: z.array(z.unknown()).optional(),
          dvc: z.array(z.unknown()).optional(),
        })
        .optional(),
    })
    .optional(),
});
export type Version = z.infer<typeof versionSchema>;

export const versionPageSchema = z.looseObject({
  versions: z.array(versionSchema),
  cursor: z.string().nullish(),
});

export const modelListSchema = z.looseObject({
  models: z.array(z.looseObject({ model: z.string() })),
});

export const modelStateSchema = z.looseObject({
  aliases: z.array(
    z.looseObject({
      alias: z.string(),
      version: z.number(),
      /** Newest first. */
      history: z.array(z.looseObject({ version: z.number() })).optional(),
    }),
  ),
  trafficSplit: z
    .looseObject({ variants: z.array(z.looseObject({ slot: z.string(), version: z.number(), weight: z.number() })) })
    .nullish(),
  /** The rollout in progress; platforms before 0.2 don't tell. */
  rollout: z
    .looseObject({ version: z.number(), slot: z.enum(['candidate', 'champion']), baking: z.boolean() })
    .nullish(),
  /** The one that ended last, where none is in progress. */
  lastRollout: z.looseObject({ version: z.number(), outcome: z.string() }).nullish(),
});
export type ModelState = z.infer<typeof modelStateSchema>;

export const approvalSchema = z.looseObject({
  model: z.string(),
  version: z.number(),
  status: z.string(),
  requestedAt: z.string(),
  expiresAt: z.string().optional(),
  required: z.looseObject({ role: z.string().optional(), quorum: z.number() }).optional(),
  decisions: z.array(z.looseObject({ decision: z.string(), actor: z.string(), at: z.string(), reason: z.string() })),
  approvalsMissing: z.number(),
  versionStatus: z.string().optional(),
});
export type Approval = z.infer<typeof approvalSchema>;

export const aliasSchema = z.looseObject({
  alias: z.string(),
  version: z.number(),
  since: z.string(),
  history: z.array(z.looseObject({ version: z.number(), since: z.string(), until: z.string() })),
});
export type Alias = z.infer<typeof aliasSchema>;

export const aliasListSchema = z.looseObject({ aliases: z.array(aliasSchema) });

export const rollbackSchema = z.looseObject({
  action: z.enum(['candidate', 'champion']),
  version: z.number(),
  /** Who serves after it; a candidate without a champion leaves nobody. */
  to: z.number().nullish(),
  message: z.string(),
});
export type Rollback = z.infer<typeof rollbackSchema>;

export const rolloutSchema = z.looseObject({
  model: z.string(),
  version: z.number(),
  status: z.string(),
  message: z.string(),
});

export const retirementSchema = z.looseObject({
  model: z.string(),
  version: z.number(),
  status: z.string(),
  message: z.string().optional(),
});

export const startedRunSchema = z.looseObject({ runId: z.string(), executionArn: z.string() });

export const runSchema = z.looseObject({
  runId: z.string(),
  executionArn: z.string(),
  status: z.string(),
  output: z.unknown().optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
});
export type Run = z.infer<typeof runSchema>;
