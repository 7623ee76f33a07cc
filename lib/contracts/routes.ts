/** Routes of the two HTTP APIs, as `METHOD /path` with API Gateway's path parameters. */
export const controlRoutes = {
  openSubmission: 'POST /models/{model}/submissions',
  readSubmission: 'GET /models/{model}/submissions/{submissionId}',
  listModels: 'GET /models',
  readModel: 'GET /models/{model}',
  listVersions: 'GET /models/{model}/versions',
  readVersion: 'GET /models/{model}/versions/{version}',
  readLineage: 'GET /models/{model}/versions/{version}/lineage',
  readModelCard: 'GET /models/{model}/versions/{version}/card',
  readApproval: 'GET /models/{model}/versions/{version}/approval',
  decideApproval: 'POST /models/{model}/versions/{version}/approval',
  requestRollout: 'POST /models/{model}/versions/{version}/rollouts',
  retireVersion: 'POST /models/{model}/versions/{version}/retirement',
  listDatasetVersions: 'GET /datasets/{hash}/versions',
  listAliases: 'GET /models/{model}/aliases',
  readAlias: 'GET /models/{model}/aliases/{alias}',
  moveAlias: 'PUT /models/{model}/aliases/{alias}',
  rollBack: 'POST /models/{model}/rollbacks',
  startRetraining: 'POST /models/{model}/retraining-runs',
  readRetraining: 'GET /models/{model}/retraining-runs/{runId}',
  startMonitorRun: 'POST /models/{model}/monitor-runs',
  readMonitorRun: 'GET /models/{model}/monitor-runs/{runId}',
} as const;

export const inferenceRoutes = {
  infer: 'POST /v2/models/{model}/infer',
  metadata: 'GET /v2/models/{model}',
  ready: 'GET /v2/models/{model}/ready',
  invocations: 'POST /models/{model}/invocations',
} as const;
