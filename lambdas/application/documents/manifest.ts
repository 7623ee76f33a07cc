import * as z from 'zod';
import { MODEL_NAME } from '../../../lib/contracts/index.js';
import { type EvaluationReport, FRAMEWORKS, type Lineage, type Manifest } from '../../domain/manifest.js';
import type { Signature } from '../../domain/signature.js';
import { LARGEST_NUMBER } from '../../domain/stored-number.js';
import { nameProblem, textProblem } from './names.js';

export const modelName = z.string().regex(MODEL_NAME.pattern, `expected ${MODEL_NAME.expected}`);
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hexadecimal digits');
export const relativePath = z
  .string()
  .max(200)
  .regex(
    /^[A-Za-z0-9_][A-Za-z0-9._-]*(\/[A-Za-z0-9_][A-Za-z0-9._-]*)*$/,
    'expected a relative path without ".." in it',
  );

const columnType = z.enum(['double', 'long', 'string', 'boolean']);
const columnName = z.string().min(1).max(200);
const task = z.enum(['classification', 'regression']);
/** One that the registry can hold. */
const storedNumber = z.number().min(-LARGEST_NUMBER).max(LARGEST_NUMBER);
/** Labels of a classification, at most. */
export const MAXIMUM_LABELS = 100;
export const labelsSchema = z
  .array(z.union([z.string().max(200), storedNumber]))
  .min(2)
  .max(MAXIMUM_LABELS);

/** Of all input columns together: a signature is part of what the registry keeps of a version. */
export const MAXIMUM_CATEGORY_BYTES = 40_000;

const inputColumn = z
  .strictObject({
    name: columnName,
    type: columnType,
    required: z.boolean(),
    minimum: storedNumber.optional(),
    maximum: storedNumber.optional(),
    categories: z.array(z.string().min(1).max(500)).min(1).max(100).optional(),
  })
  .refine(
    ({ type, minimum, maximum }) =>
      (minimum === undefined && maximum === undefined) || type === 'double' || type === 'long',
    'expected minimum and maximum in columns of the type double or long only',
  )
  .refine(
    ({ minimum, maximum }) => minimum === undefined || maximum === undefined || minimum <= maximum,
    'expected a minimum that is at most the maximum',
  )
  .refine(
    ({ type, categories }) => categories === undefined || type === 'string',
    'expected categories in columns of the type string only',
  );

export const signatureSchema: z.ZodType<Signature> = z.strictObject({
  task,
  inputs: z
    .array(inputColumn)
    .min(1)
    .max(1000)
    .refine(
      (inputs) => Buffer.byteLength(JSON.stringify(inputs.map((input) => input.categories))) <= MAXIMUM_CATEGORY_BYTES,
      `expected at most ${MAXIMUM_CATEGORY_BYTES} bytes of categories: leave those of the longest columns out`,
    ),
  outputs: z
    .array(z.strictObject({ name: columnName, type: columnType }))
    .min(1)
    .max(10),
  labels: labelsSchema.optional(),
});

/** The signature of a submission: its names and labels are shown to people. */
export const submittedSignatureSchema = signatureSchema.superRefine(({ inputs, outputs, labels = [] }, context) => {
  const refuse = (path: PropertyKey[], message: string | undefined) => {
    if (message !== undefined) context.addIssue({ code: 'custom', path, message });
  };
  for (const [index, { name, categories = [] }] of inputs.entries()) {
    refuse(['inputs', index, 'name'], nameProblem(name));
    for (const [at, text] of categories.entries()) refuse(['inputs', index, 'categories', at], textProblem(text));
  }
  for (const [index, { name }] of outputs.entries()) refuse(['outputs', index, 'name'], nameProblem(name));
  for (const [index, label] of labels.entries()) refuse(['labels', index], textProblem(String(label)));
});

export const fileEntrySchema = z.strictObject({ path: relativePath, sha256: sha256Hex, size: z.int().min(0) });
export const objectPointerSchema = z.strictObject({
  key: z.string().min(1).max(1024),
  versionId: z.string().min(1).max(1024),
  sha256: sha256Hex,
});
export const evaluationSetPointerSchema = z.strictObject({ ...objectPointerSchema.shape, number: z.int().min(1) });

export const dvcOutputSchema = z.strictObject({
  path: z.string().min(1).max(1024),
  md5: z
    .string()
    .regex(/^[0-9a-f]{32}(\.dir)?$/, 'expected an MD5 of 32 lower-case hexadecimal digits, with ".dir" of a folder'),
  size: z.int().min(0).optional(),
  source: relativePath,
});

/** Datasets in a lineage, at most. */
export const MAXIMUM_DATASETS = 50;

const lineageFields = {
  trainingJobArn: z.string().optional(),
  datasets: z.array(objectPointerSchema).max(MAXIMUM_DATASETS),
  datasetsOmitted: z.int().min(1).optional(),
  evaluationSet: evaluationSetPointerSchema.optional(),
  image: z.string().max(500).optional(),
  gitCommit: z.string().max(64).optional(),
  parentVersion: z.int().min(1).optional(),
  hyperparameters: z.record(z.string().max(256), z.string().max(2500)).optional(),
  trigger: z.enum(['manual', 'drift', 'schedule', 'external']),
  runId: z.string().max(100).optional(),
};

export const MAXIMUM_DVC_OUTPUTS = 40;

/** The lineage of a version, as the registry keeps it. */
export const lineageSchema: z.ZodType<Lineage> = z.strictObject({
  ...lineageFields,
  dvc: z.array(dvcOutputSchema).max(MAXIMUM_DVC_OUTPUTS).optional(),
});

/** The lineage that a trainer states; what DVC knows is read from its files. */
export const submittedLineageSchema: z.ZodType<Lineage> = z.strictObject({
  ...lineageFields,
  trainingJobArn: z.string().max(300).optional(),
  hyperparameters: lineageFields.hyperparameters
    .unwrap()
    .refine((given) => Object.keys(given).length <= 100, 'expected at most 100 hyperparameters')
    .optional(),
  dvc: z.never('expected nothing here: submit the .dvc files and dvc.lock, they are read').optional(),
});

export const tagKey = z
  .string()
  .regex(/^[A-Za-z0-9_.:/=+@-]{1,128}$/, 'expected 1 to 128 of A-Z, a-z, 0-9 and "_ . : / = + @ -"');
export const tagValue = z.string().max(256);
export const tagsSchema = z
  .record(tagKey, tagValue)
  .refine((tags) => Object.keys(tags).length <= 50, 'expected at most 50 tags');

export const manifestSchema: z.ZodType<Manifest> = z.strictObject({
  schemaVersion: z.literal(1),
  model: modelName,
  submissionId: z.string().min(1).max(64),
  task,
  framework: z.enum(FRAMEWORKS),
  artifact: fileEntrySchema,
  files: z.array(fileEntrySchema).max(100),
  signature: submittedSignatureSchema,
  evaluation: z.strictObject({ report: relativePath, predictions: relativePath, sample: relativePath }),
  baseline: z.strictObject({ statistics: relativePath, rows: relativePath }),
  lineage: submittedLineageSchema,
  description: z.string().max(2000).optional(),
  tags: tagsSchema.optional(),
});

export const evaluationReportSchema: z.ZodType<EvaluationReport> = z.object({
  schemaVersion: z.literal(1),
  task,
  target: columnName,
  rows: z.int().min(1),
  metrics: z
    .record(z.string().min(1).max(100), z.number())
    .refine((metrics) => Object.keys(metrics).length <= 200, 'expected at most 200 metrics'),
  importance: z.record(z.string(), z.number().min(0).max(1)).optional(),
  loss: z.object({
    name: z.enum(['brier', 'absolute_error']),
    mean: z.number().min(0),
    standardDeviation: z.number().min(0),
  }),
});

/** The evaluation report of a submission: its names are shown to people. */
export const submittedReportSchema = evaluationReportSchema.superRefine((report, context) => {
  const named = (path: PropertyKey[], name: string) => {
    const message = nameProblem(name);
    if (message !== undefined) context.addIssue({ code: 'custom', path, message });
  };
  named(['target'], report.target);
  for (const name of Object.keys(report.metrics)) named(['metrics', name], name);
  for (const name of Object.keys(report.importance ?? {})) named(['importance', name], name);
});
