import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { demo } from '../../config/models/demo.js';
import type { ModelConfig } from '../../config/schema.js';
import { runNode } from './run-program.js';
import type { Scenario } from './scenario.js';

export const STACK = 'Mlops-local';

const outputsSchema = z.record(z.string(), z.record(z.string(), z.string()));

/** What the stack says of itself, by output name. */
export type Outputs = Readonly<Record<string, string>>;

export interface DeployOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  /** What is to differ from the scenario's model. */
  readonly changes?: Partial<ModelConfig>;
}

/** Bootstraps the account and runs the real `cdk deploy` of the app, for the scenario's model. */
export async function deploy(
  root: string,
  workFolder: string,
  scenario: Scenario,
  options: DeployOptions,
): Promise<Outputs> {
  const assembly = join(workFolder, 'cdk.out');
  mkdirSync(assembly, { recursive: true });
  const modelFile = join(workFolder, 'model.json');
  writeFileSync(modelFile, JSON.stringify({ ...modelOf(scenario), ...options.changes }, null, 2));
  const outputsFile = join(workFolder, 'outputs.json');
  const context = ['-c', 'environment=local', '-c', `model-file=${modelFile}`, '--output', assembly];
  const cdk = async (...args: string[]): Promise<void> => {
    const program = join(root, 'node_modules/aws-cdk/bin/cdk');
    const result = await runNode([program, ...args], {
      env: options.env,
      signal: options.signal,
      cwd: root,
      onLine: (line) => {
        if (/^(✅|❌|✨|.*(deploying|creating CloudFormation|Deployment time|Bootstrapping|failed))/.test(line.trim()))
          options.log(`   ${line.trim()}`);
      },
    });
    if (result.code !== 0)
      throw new Error(
        `cdk ${args[0]} failed:\n${(result.stderr + result.stdout).trim().split('\n').slice(-15).join('\n')}`,
      );
  };
  await cdk('bootstrap', `aws://000000000000/${options.env.AWS_REGION}`, ...context);
  await cdk(
    'deploy',
    STACK,
    '--require-approval',
    'never',
    '--outputs-file',
    outputsFile,
    '--progress',
    'events',
    ...context,
  );
  const outputs = outputsSchema.parse(JSON.parse(readFileSync(outputsFile, 'utf8')))[STACK];
  if (outputs === undefined) throw new Error(`cdk deploy wrote no outputs of ${STACK}`);
  return outputs;
}

/** The configured demo model, with the scenario's columns. */
function modelOf(scenario: Scenario): ModelConfig {
  return {
    ...demo,
    model: scenario.model,
    task: scenario.task,
    dataset: {
      ...demo.dataset,
      target: scenario.target,
      exclude: [],
      ...(typeof scenario.positiveLabel === 'string' && { positiveLabel: scenario.positiveLabel }),
    },
    gates: {
      ...demo.gates,
      metrics: scenario.task === 'classification' ? { accuracy: { minimum: 0.6 } } : { r2: { minimum: 0.2 } },
    },
    rollout: { strategy: 'canary', canaryTrafficPercent: 20, bakeSeconds: 6 },
    retraining: { onDrift: true, cooldownSeconds: 0 },
  };
}
