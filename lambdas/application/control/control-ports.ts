import type { Approval } from '../../domain/registry/records.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import type { Clock } from '../../ports/clock.js';
import type { ModelPolicyStore } from '../../ports/model-policy-store.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';
import type { TaskCallback } from '../../ports/task-callback.js';
import type { WorkflowStarter } from '../../ports/workflow-starter.js';

export interface ControlPorts {
  readonly registry: ModelRegistryStore;
  readonly artifacts: ArtifactStore;
  readonly policies: ModelPolicyStore;
  readonly workflows: WorkflowStarter;
  /** Answers the executions that wait for people. */
  readonly callbacks: TaskCallback;
  readonly retrainingStateMachineArn: string;
  readonly clock: Clock;
  /** A new random UUID. */
  readonly newId: () => string;
  /**
   * Is told when an approval is settled and its execution could not be let go on. The error may quote the task token.
   * Absent: nobody is.
   */
  readonly onUnanswered?: ((approval: Approval, error: unknown) => void) | undefined;
}
