import { readFileSync } from 'node:fs';
import type * as z from 'zod';
import { explainIssue } from '../lambdas/application/documents/explain-issue.js';
import { local } from './environments/local.js';
import { prod } from './environments/prod.js';
import { demo } from './models/demo.js';
import { type EnvironmentConfig, environmentSchema, type ModelConfig, modelSchema } from './schema.js';

/** A configuration that does not fit its schema; the message has a line for each problem. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

export interface Configuration {
  readonly environment: EnvironmentConfig;
  readonly models: readonly ModelConfig[];
}

const ENVIRONMENTS: Readonly<Record<string, EnvironmentConfig>> = { local, prod };
const MODELS: Readonly<Record<string, ModelConfig>> = { demo };

/**
 * The configuration of one deployment.
 *
 * @param environment a file's name in `config/environments`; `prod` when undefined
 * @param modelFile a JSON file with a model, or a list of models, that replaces those of `config/models`
 * @throws ConfigurationError that names file, path, what was found and what is allowed
 */
export function loadConfiguration(environment: unknown, modelFile: unknown): Configuration {
  const name = environment ?? 'prod';
  const names = Object.keys(ENVIRONMENTS);
  if (typeof name !== 'string' || !names.includes(name)) {
    throw new ConfigurationError(
      `context key environment: found ${JSON.stringify(name)}, allowed: ${names.map((n) => `"${n}"`).join(', ')}`,
    );
  }
  return {
    environment: parseConfig(environmentSchema, ENVIRONMENTS[name], `config/environments/${name}.ts`),
    models: modelFile === undefined ? configuredModels() : modelsOfFile(modelFile),
  };
}

function configuredModels(): ModelConfig[] {
  return unique(Object.entries(MODELS).map(([name, model]) => ({ model, file: `config/models/${name}.ts` })));
}

function modelsOfFile(file: unknown): ModelConfig[] {
  if (typeof file !== 'string' || file === '') {
    throw new ConfigurationError(`context key model-file: found ${JSON.stringify(file)}, allowed: a JSON file's path`);
  }
  const content = readJson(file);
  const models: unknown[] = Array.isArray(content) ? content : [content];
  return unique(models.map((model) => ({ model, file })));
}

function unique(entries: readonly { readonly model: unknown; readonly file: string }[]): ModelConfig[] {
  const models = entries.map(({ model, file }) => parseConfig(modelSchema, model, file));
  models.forEach(({ model }, index) => {
    if (models.findIndex((other) => other.model === model) !== index) {
      throw new ConfigurationError(
        `${entries[index]?.file}: model: found "${model}", which another model has, allowed: a name of its own`,
      );
    }
  });
  return models;
}

function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigurationError(`${file}: it can't be read (${reason}); pass the path of a JSON file`, { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigurationError(`${file}: it is not JSON (${reason})`, { cause });
  }
}

/** Parses a configuration, or throws ConfigurationError with a line for each problem. */
export function parseConfig<T>(schema: z.ZodType<T>, value: unknown, file: string): T {
  const result = schema.safeParse(value, { reportInput: false });
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap((issue) => explainIssue(issue, schema, value));
  const lines = problems.map(
    ({ path, found, allowed }) =>
      `${file}: ${path === '' ? '(the whole file)' : path}: found ${found}, allowed: ${allowed}`,
  );
  throw new ConfigurationError(lines.join('\n'));
}
