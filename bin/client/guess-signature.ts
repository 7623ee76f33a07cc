import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sampleSchema } from '../../lambdas/application/documents/sample.js';
import type { InputColumn, Signature, Task, Value } from '../../lambdas/domain/signature.js';
import { submissionPaths } from '../../lib/contracts/index.js';

const typeOf = (value: Value): InputColumn['type'] =>
  typeof value === 'number' ? 'double' : typeof value === 'boolean' ? 'boolean' : 'string';

/**
 * What the sample lets expect of a signature. It stands in the manifest where the artifact tells none, so that the gates can
 * say what is wrong with the artifact, and find no fault with the rest because of it.
 */
export async function guessSignature(folder: string, task: Task): Promise<Signature> {
  const instances = await readInstances(join(folder, submissionPaths.evaluation.sample));
  const types = new Map<string, InputColumn['type']>();
  for (const [name, value] of instances.flatMap((instance) => Object.entries(instance))) {
    if (!types.has(name) && value !== null) types.set(name, typeOf(value));
  }
  const names = [...new Set(instances.flatMap((instance) => Object.keys(instance)))];
  const inputs = names.map((name) => ({ name, type: types.get(name) ?? ('string' as const), required: false }));
  return {
    task,
    inputs: inputs.length > 0 ? inputs : [{ name: 'unknown', type: 'string', required: false }],
    outputs: [{ name: 'prediction', type: task === 'regression' ? 'double' : 'string' }],
  };
}

async function readInstances(file: string): Promise<readonly Readonly<Record<string, Value>>[]> {
  try {
    return sampleSchema.parse(JSON.parse(await readFile(file, 'utf8'))).instances;
  } catch {
    return [];
  }
}
