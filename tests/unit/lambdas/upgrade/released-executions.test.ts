import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { decideApprovalInputSchema } from '../../../../lambdas/application/documents/approval-tasks.js';
import { endedExecutionSchema } from '../../../../lambdas/application/documents/aws-events.js';
import {
  retrainingRequestSchema,
  retrainingStateSchema,
  trainedStateSchema,
} from '../../../../lambdas/application/documents/retraining-state.js';
import {
  beginRolloutInputSchema,
  checkBakeInputSchema,
  finishRolloutInputSchema,
  removeEndpointsInputSchema,
  shiftTrafficInputSchema,
  smokeTestInputSchema,
} from '../../../../lambdas/application/documents/rollout-tasks.js';
import { mergeMonitorRunSchema } from '../../../../lambdas/application/monitoring/merge-monitor-run.js';
import { planMonitorRunSchema } from '../../../../lambdas/application/monitoring/plan-monitor-run.js';
import { summariseShardSchema } from '../../../../lambdas/application/monitoring/summarise-shard.js';
import { releasedRolloutReads, releasedTaskInputs } from '../../../fixtures/release-0.1.0/task-inputs.js';
import { rolloutPlatform } from '../../../fixtures/rollout-platform.js';

/** What each handler parses its input with. */
const schemas: Readonly<Record<keyof typeof releasedTaskInputs, z.ZodType>> = {
  'begin-rollout': beginRolloutInputSchema,
  'smoke-test-endpoint': smokeTestInputSchema,
  'shift-traffic': shiftTrafficInputSchema,
  'check-bake': checkBakeInputSchema,
  'finish-rollout': finishRolloutInputSchema,
  'remove-endpoints': removeEndpointsInputSchema,
  'abort-rollout': endedExecutionSchema,
  'decide-approval': decideApprovalInputSchema,
  'snapshot-dataset': retrainingRequestSchema,
  'check-dataset': retrainingStateSchema,
  'submit-training-output': trainedStateSchema,
  'plan-monitor-run': planMonitorRunSchema,
  'summarise-shard': summariseShardSchema,
  'merge-monitor-run': mergeMonitorRunSchema,
};

const at = (answer: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => Object(value)[name], answer);

describe('an execution of release 0.1.0 that goes on after the upgrade', () => {
  it.each(
    Object.entries(releasedTaskInputs).flatMap(([handler, inputs]) => inputs.map((input) => [handler, input] as const)),
  )('is understood by %s', (handler, input) => {
    const schema = schemas[handler as keyof typeof schemas];
    expect(schema.safeParse(input)).toMatchObject({ success: true });
    expect(schema.safeParse({ unknown: true }).success).toBe(false);
  });

  it('finds in the answers of its rollout what its state machine reads', async () => {
    const { begin, shift, check, finish } = await rolloutPlatform(1);
    const plan = await begin(1);
    const { bakeStartedAt } = await shift(1, plan.candidateWeight);
    const answers = {
      'begin-rollout': plan,
      'shift-traffic': { bakeStartedAt },
      'check-bake': await check(1, bakeStartedAt),
      'finish-rollout': await finish(1, 'promote'),
    };
    for (const [handler, paths] of Object.entries(releasedRolloutReads)) {
      const missing = paths.filter((path) => at(answers[handler as keyof typeof answers], path) === undefined);
      expect(missing).toEqual([]);
    }
    expect(['deploy', 'skip']).toContain(plan.action);
  });
});
