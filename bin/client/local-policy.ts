import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { gateRulesSchema, modelPolicySchema } from '../../lambdas/application/documents/model-policy.js';
import { parseJsonDocument } from '../../lambdas/application/documents/parse.js';
import { type DeployedModelPolicy, submissionPaths } from '../../lib/contracts/index.js';
import { CommandError } from './errors.js';

const { dataset, evaluation } = modelPolicySchema.shape;

/** A model's policy as the platform stores it, or as `config/models` states it, or any part of that. */
const policyFileSchema = z.strictObject({
  ...modelPolicySchema.partial().shape,
  dataset: dataset.partial().optional(),
  evaluation: evaluation.partial().optional(),
  gates: gateRulesSchema.partial().optional(),
  resources: z.unknown().optional(),
  monitoring: z.unknown().optional(),
});
export type PolicyFile = z.infer<typeof policyFileSchema>;

export async function readPolicyFile(file: string): Promise<PolicyFile> {
  return parseJsonDocument(policyFileSchema, await readText(file, 'the policy'), file, { values: 'shown' });
}

/** Reads a file that the command line names. Throws CommandError where it is not there. */
export async function readText(file: string, what: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: Error) => {
    throw new CommandError(`${what}, ${file}, can't be read (${cause.message})`, { cause });
  });
}

const evaluatedSchema = z.object({ task: modelPolicySchema.shape.task, target: z.string() });

/** What the submission says that it predicts; an unreadable report is for the gates to tell. */
export async function readTask(folder: string): Promise<z.infer<typeof evaluatedSchema>> {
  try {
    const text = await readFile(join(folder, submissionPaths.evaluation.report), 'utf8');
    return evaluatedSchema.parse(JSON.parse(text));
  } catch {
    return { task: 'classification', target: '' };
  }
}

/** The policy that the gates go by: the file's, and the constructs' defaults for what it leaves out. */
export async function localPolicy(folder: string, model: string, file: PolicyFile = {}): Promise<DeployedModelPolicy> {
  const { task, target } = await readTask(folder);
  const { resources: _, monitoring: __, dataset, evaluation, gates, ...rest } = file;
  return {
    schemaVersion: 1,
    approval: 'automatic',
    serving: { memorySizeInMb: 2048, maxConcurrency: 5 },
    rollout: { strategy: 'canary', canaryTrafficPercent: 10, bakeSeconds: 300 },
    training: { instanceType: 'ml.m5.large', volumeSizeInGb: 30, maxRuntimeSeconds: 3600, hyperparameters: {} },
    retraining: { onDrift: true, cooldownSeconds: 86_400 },
    task,
    ...rest,
    model,
    dataset: { target, exclude: [], minimumRows: 100, ...dataset },
    evaluation: { share: 0.2, seed: 1, ...evaluation },
    gates: { predictionTolerance: 0.001, metrics: {}, championMargin: 0.02, ...gates },
    resources: { captureStreamName: 'none', monitorStateMachineArn: 'none', rollbackAlarmNames: [] },
  };
}
