import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { OnnxRuntimeModelScorer } from '../../lambdas/adapters/onnxruntime/onnx-runtime-model-scorer.js';
import type { ModelScorer } from '../../lambdas/ports/model-scorer.js';
import { CommandError } from './errors.js';

/** The release that the platform scores with: another one may differ in the last digits. */
export const ONNX_RUNTIME_VERSION = '1.30.0';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Scores models as the platform does. onnxruntime-node is no dependency of the package (291 MB, and every other command
 * does without): it is looked for when a model has to be loaded.
 */
export function localScorer(env: Environment, folders: readonly string[] = placesToLook()): ModelScorer {
  return { load: async (onnx, signature) => new OnnxRuntimeModelScorer(find(env, folders)).load(onnx, signature) };
}

/** Beside the command line itself, and in the project that it is called in. */
const placesToLook = (): string[] => [
  ...(process.argv[1] === undefined ? [] : [dirname(realpathSync(process.argv[1]))]),
  process.cwd(),
];

function find({ MLOPS_ONNXRUNTIME: named }: Environment, folders: readonly string[]): string {
  const module = named ?? 'onnxruntime-node';
  for (const folder of folders) {
    try {
      return createRequire(join(folder, 'index.js')).resolve(module);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND')) throw error;
    }
  }
  throw new CommandError(
    named === undefined
      ? `scoring the model takes onnxruntime-node, which is not installed: npm install onnxruntime-node@${ONNX_RUNTIME_VERSION} ` +
          '(in this folder, or where cdk-mlops is), or set MLOPS_ONNXRUNTIME to where it lies'
      : `MLOPS_ONNXRUNTIME names ${named}, and no such module is there`,
  );
}
