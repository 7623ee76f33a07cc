import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { errorNames } from '../contracts';
import type { Workflow } from '../private/workflow';
import type { ApprovalHandlers } from './approval-handlers';

/**
 * Decide by policy; or ask people, and wait for their answer to the task token, or until the approval expires.
 * The decision itself is in the registry before the token is answered: an answer that stays away delays the end of the
 * execution and nothing else.
 */
export function approvalDefinition(workflow: Workflow, handlers: ApprovalHandlers): sfn.IChainable {
  const request = { 'model.$': '$.model', 'version.$': '$.version', 'requestId.$': '$.requestId' };
  const decide = workflow.invoke('DecideApproval', {
    handler: handlers.decide,
    payload: { 'detail.$': '$.detail', 'requestId.$': '$$.Execution.Name' },
  });
  const decided = new sfn.Succeed(workflow, 'Decided');
  const wait = workflow.invokeAndWait('RequestApproval', {
    handler: handlers.request,
    payload: request,
    secondsPath: '$.expirySeconds',
  });
  wait.addCatch(decided, { errors: [errorNames.approvalDecided], resultPath: sfn.JsonPath.DISCARD });
  wait.addCatch(workflow.invoke('ExpireApproval', { handler: handlers.expire, payload: request }), {
    errors: [sfn.Errors.TIMEOUT],
    resultPath: sfn.JsonPath.DISCARD,
  });
  return decide.next(
    new sfn.Choice(workflow, 'IsToWait')
      .when(sfn.Condition.stringEquals('$.action', 'wait'), wait.next(decided))
      .otherwise(new sfn.Succeed(workflow, 'NothingToWaitFor')),
  );
}
