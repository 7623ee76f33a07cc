import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { IArtifactStore } from '../artifact-store/artifact-store';

/** By app, then by what two monitors can't share: the path of the monitor that has it. */
const claims = new WeakMap<IConstruct, Map<string, string>>();

/**
 * Throws where another monitor of the app has a model of this name in the same bucket, where their reports would replace
 * each other, or in the same stack, where their metrics and alarms would be one.
 */
export function claimModel(monitor: IConstruct, model: string, artifacts: IArtifactStore): void {
  const { root } = monitor.node;
  const taken = claims.get(root) ?? new Map<string, string>();
  claims.set(root, taken);
  const wanted = [`bucket ${artifacts.bucket.bucketName} ${model}`, `stack ${Stack.of(monitor).node.path} ${model}`];
  for (const claim of wanted) {
    const other = taken.get(claim);
    if (other !== undefined) {
      throw new Error(
        `DriftMonitor ${monitor.node.path}: ${other} watches a model "${model}" already, and their reports, metrics and ` +
          `alarms would mix. Give each monitor a model name of its own, "${model}-blue" for a variant, say.`,
      );
    }
  }
  for (const claim of wanted) {
    taken.set(claim, monitor.node.path);
  }
}
