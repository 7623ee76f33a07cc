import { Duration } from 'aws-cdk-lib';
import type * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { MONITOR_LIMITS } from '../contracts';
import { executionArn } from '../private/executions';
import { acknowledgeWildcards } from '../private/wildcards';
import { Workflow } from '../private/workflow';
import type { MonitorHandlers } from './monitor-handlers';

/** Child executions at a time. */
const CONCURRENCY = 40;
/** Minutes after which the functions end, and a child execution whatever it waits for. */
const MINUTES = { plan: 5, shard: 5, merge: 10 };
/**
 * Ends a run that would never end: after the longest that its parts may take, in whole hours. That is the plan, and a map of
 * all shards with a merge, once and again in each round; rounds after the first are of few shards if any: docs/adr/0009.
 */
const RUN_TIMEOUT = Duration.hours(
  Math.ceil(
    (MINUTES.plan +
      (1 + MONITOR_LIMITS.rounds) * (Math.ceil(MONITOR_LIMITS.shards / CONCURRENCY) * MINUTES.shard + MINUTES.merge)) /
      60,
  ),
);

/**
 * Plan, summarise each shard in a child execution, merge. Numbers of shards travel; lists and summaries stay in S3.
 * A shard that fails however often it is tried ends without a summary, and the merge says how much of the window that was.
 * Where records came twice, in two shards, the merge names the shards that have to leave theirs out, and is asked again
 * when they have: docs/adr/0009.
 */
export function createMonitorStateMachine(
  scope: Construct,
  handlers: MonitorHandlers,
  logGroup: logs.ILogGroup,
): sfn.StateMachine {
  const workflow = new Workflow(scope, 'Workflow', { logGroup });
  const name = new sfn.Pass(workflow, 'NameRun', { inputPath: '$$.Execution.Name', resultPath: '$.runId' });
  const plan = workflow.invoke('PlanRun', { handler: handlers.plan });
  const shards = new sfn.DistributedMap(workflow, 'SummariseShards', {
    itemsPath: '$.shards',
    itemSelector: { 'runPrefix.$': '$.runPrefix', 'shard.$': '$$.Map.Item.Value' },
    mapExecutionType: sfn.StateMachineType.EXPRESS,
    maxConcurrency: CONCURRENCY,
    // What the item processor cannot catch: a child execution that ran out of its five minutes.
    toleratedFailurePercentage: 100,
    resultPath: sfn.JsonPath.DISCARD,
  });
  shards.itemProcessor(summariseShard(workflow, handlers));
  const merge = workflow.invoke('MergeRun', {
    handler: handlers.merge,
    payload: { 'model.$': '$.model', 'runId.$': '$.runId', 'runPrefix.$': '$.runPrefix', 'round.$': '$.round' },
  });
  const merged = new sfn.Choice(workflow, 'Merged')
    .when(sfn.Condition.stringEquals('$.state', 'again'), shards)
    .otherwise(new sfn.Succeed(workflow, 'Reported'));
  const stateMachine = workflow.create(
    'Compares the traffic of a window with the baseline',
    name.next(plan).next(shards).next(merge).next(merged),
    RUN_TIMEOUT,
  );
  acknowledgeWildcards(stateMachine, 'A Distributed Map starts executions of its own machine, named as they start.', [
    executionArn(stateMachine, ':*'),
    executionArn(stateMachine, '/*:*'),
  ]);
  return stateMachine;
}

/** Errors that pass are retried as everywhere; any other (out of time or memory, say) twice, then the item ends all the same. */
function summariseShard(workflow: Workflow, handlers: MonitorHandlers): sfn.IChainable {
  const task = workflow.invoke('SummariseShard', { handler: handlers.summarise });
  task.addRetry({
    errors: [sfn.Errors.ALL],
    interval: Duration.seconds(1),
    maxAttempts: 2,
    backoffRate: 2,
    jitterStrategy: sfn.JitterType.FULL,
  });
  const lost = new sfn.Pass(workflow, 'ShardLost', {
    comment: 'Without a summary of the shard, the merge knows that it is missing',
    parameters: { lost: true },
  });
  return task.addCatch(lost, { errors: [sfn.Errors.ALL], resultPath: sfn.JsonPath.DISCARD });
}
