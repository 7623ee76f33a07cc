/** Where everything lies in the artifact bucket. Keys never start with a slash. */

const pad = (n: number, digits: number): string => String(n).padStart(digits, '0');

/** `20110101T000000000Z`: a UTC instant to the millisecond that sorts as text and needs no escaping in a key. */
export const compactTime = (time: Date): string => time.toISOString().replace(/[-:.]/g, '');

/** `yyyy/MM/dd/HH`, the UTC hour folder that Firehose and the ground truth use. */
export const hourFolder = (time: Date): string => time.toISOString().slice(0, 13).replace(/[-T]/g, '/');

export const objectKeys = {
  datasets: (model: string): string => `datasets/${model}/`,
  groundTruth: (model: string): string => `ground-truth/${model}/`,
  capture: (model: string): string => `capture/${model}/`,
  submission: (model: string, submissionId: string): string => `models/${model}/submissions/${submissionId}/`,
  manifest: (model: string, submissionId: string): string =>
    `models/${model}/submissions/${submissionId}/manifest.json`,
  snapshot: (model: string, runId: string): string => `snapshots/${model}/${runId}/`,
  /** On what lies here, nothing is trained. */
  evaluationSets: 'evaluation/',
  evaluationSet: (model: string, number: number): string => `evaluation/${model}/${pad(number, 10)}/evaluation.csv`,
  training: (model: string): string => `training/${model}/`,
  validationReport: (model: string, version: number): string => `validation/${model}/${pad(version, 10)}/report.json`,
  /** What a processing job found, by which a function decides and writes the report: the job may write nothing else. */
  jobReport: (model: string, version: number, run: string): string =>
    `validation/${model}/${pad(version, 10)}/jobs/${run}/report.json`,
  jobScores: (model: string, version: number, run: string): string =>
    `validation/${model}/${pad(version, 10)}/jobs/${run}/scores.csv`,
  /** What the version itself says of the evaluation set, row by row. */
  validationScores: (model: string, version: number): string => `validation/${model}/${pad(version, 10)}/scores.csv`,
  validationPage: (model: string, version: number): string => `validation/${model}/${pad(version, 10)}/report.html`,
  /** What the steps of monitor runs leave each other; nobody needs it when they have ended. */
  monitorRuns: (model: string): string => `monitoring/${model}/runs/`,
  monitorRun: (model: string, runId: string): string => `monitoring/${model}/runs/${runId}/`,
  monitorReports: (model: string): string => `monitoring/${model}/reports/`,
  monitorReport: (model: string, start: Date, end: Date): string =>
    `monitoring/${model}/reports/${compactTime(start)}_${compactTime(end)}/`,
  registry: 'registry/',
  auditRecords: (model: string): string => `registry/${model}/audit/`,
  auditRecord: (model: string, seq: number): string => `registry/${model}/audit/${pad(seq, 12)}.json`,
  /** The task token of the execution that waits for people; nobody but the handlers may read it. */
  approvalToken: (model: string, version: number): string => `approvals/${model}/${pad(version, 10)}/token.json`,
  quarantine: (model: string, submissionId: string): string => `quarantine/${model}/${submissionId}/`,
};

/** Where everything lies in the bucket of the audit anchors, which is under Object Lock. */
export const anchorKeys = {
  model: (model: string): string => `anchors/${model}/`,
  models: 'anchors/',
  anchor: (model: string, seq: number): string => `anchors/${model}/${pad(seq, 12)}.json`,
};

/** Where the files of a submission lie, relative to it. */
export const submissionPaths = {
  artifact: 'model.tar.gz',
  /** Put last: it completes the submission. */
  manifest: 'manifest.json',
  evaluation: { report: 'evaluation.json', predictions: 'predictions.csv', sample: 'sample.json' },
  baseline: { statistics: 'baseline/statistics.json', rows: 'baseline/baseline.csv' },
  /** SageMaker Model Monitor's, of the baseline; may be left out. */
  constraints: 'baseline/constraints.json',
} as const;

/** Where the signature lies in an artifact, beside the model. */
export const artifactPaths = { model: 'model.onnx', signature: 'signature.json' } as const;

/** The EventBridge pattern of the object that completes a submission. */
export const MANIFEST_KEY_PATTERN = 'models/*/submissions/*/manifest.json';

/** Parses a manifest's key, or answers undefined when the key is not one. */
export function parseManifestKey(key: string): { model: string; submissionId: string } | undefined {
  const match = /^models\/([^/]+)\/submissions\/([^/]+)\/manifest\.json$/.exec(key);
  return match?.[1] !== undefined && match[2] !== undefined ? { model: match[1], submissionId: match[2] } : undefined;
}
