import type { ArtifactStore } from '../../ports/artifact-store.js';
import type { Clock } from '../../ports/clock.js';
import type { ModelPolicyStore } from '../../ports/model-policy-store.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';
import type { WorkflowStarter } from '../../ports/workflow-starter.js';

export interface ControlPorts {
  readonly registry: ModelRegistryStore;
  readonly artifacts: ArtifactStore;
  readonly policies: ModelPolicyStore;
  readonly workflows: WorkflowStarter;
  readonly retrainingStateMachineArn: string;
  readonly clock: Clock;
  /** A new random UUID. */
  readonly newId: () => string;
}
