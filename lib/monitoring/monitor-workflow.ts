import type * as kms from 'aws-cdk-lib/aws-kms';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { executionArn } from '../private/executions';
import { acknowledgeWildcards } from '../private/wildcards';
import { Workflow } from '../private/workflow';
import type { MonitorHandlers } from './monitor-handlers';

/** Plan, summarise each shard in a child execution, merge. Numbers of shards travel; lists and summaries stay in S3. */
export function createMonitorStateMachine(
  scope: Construct,
  handlers: MonitorHandlers,
  encryptionKey?: kms.IKey,
): sfn.StateMachine {
  const workflow = new Workflow(scope, 'Workflow', encryptionKey);
  const name = new sfn.Pass(workflow, 'NameRun', { inputPath: '$$.Execution.Name', resultPath: '$.runId' });
  const plan = workflow.invoke('PlanRun', { handler: handlers.plan });
  const shards = new sfn.DistributedMap(workflow, 'SummariseShards', {
    itemsPath: '$.shards',
    itemSelector: { 'runPrefix.$': '$.runPrefix', 'shard.$': '$$.Map.Item.Value' },
    mapExecutionType: sfn.StateMachineType.EXPRESS,
    maxConcurrency: 40,
    toleratedFailurePercentage: 0,
    resultPath: sfn.JsonPath.DISCARD,
  });
  shards.itemProcessor(workflow.invoke('SummariseShard', { handler: handlers.summarise }));
  const merge = workflow.invoke('MergeRun', {
    handler: handlers.merge,
    payload: { 'model.$': '$.model', 'runId.$': '$.runId', 'runPrefix.$': '$.runPrefix' },
  });
  const stateMachine = workflow.create(
    'Compares the traffic of a window with the baseline',
    name.next(plan).next(shards).next(merge),
  );
  acknowledgeWildcards(stateMachine, 'A Distributed Map starts executions of its own machine, named as they start.', [
    executionArn(stateMachine, ':*'),
    executionArn(stateMachine, '/*:*'),
  ]);
  return stateMachine;
}
