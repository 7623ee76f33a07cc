import type * as sns from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { allowKey, ENCRYPT } from '../private/allow';
import type { HandlerFunction } from '../private/handler-function';
import type { Workflow } from '../private/workflow';

export interface ValidationStates {
  readonly workflow: Workflow;
  readonly validate: HandlerFunction;
  /** Runs the gates on what is too big for the function. @default - nothing is: that is rejected */
  readonly process?: sfn.CustomState;
  /** @default - nobody is told */
  readonly notificationTopic?: sns.ITopic;
}

const VALIDATION_ID = { 'validationId.$': '$$.Execution.Name' };

/**
 * Validate; where the function says so, in a job, whose report it then decides by; and tell people of what was rejected or
 * quarantined. A job that fails for good is a verdict as well, and so is a function that fails or dies: nothing stays
 * undecided. The function gives way to a job once, so that no execution goes in circles.
 */
export function validationDefinition(states: ValidationStates): sfn.IChainable {
  const { workflow } = states;
  const done = new sfn.Succeed(workflow, 'Done');
  const end = states.notificationTopic === undefined ? done : tell(workflow, states.notificationTopic, done);
  const validate = workflow.invoke('ValidateModelVersion', {
    handler: states.validate,
    payload: { 'detail.$': '$.detail', ...VALIDATION_ID },
    resultPath: '$.validation',
  });
  const next = states.process === undefined ? end : process(states, states.process, end);
  validate.addCatch(judgeFailure('JudgeFailedValidation', states, { afterJob: false }).next(next), CAUGHT);
  return validate.next(next);
}

const CAUGHT = { errors: [sfn.Errors.ALL], resultPath: '$.failure' };

/** What becomes of a submission whose function failed for good, ran out of memory or of its time. */
const judgeFailure = (id: string, { workflow, validate }: ValidationStates, more: { readonly afterJob: boolean }) =>
  workflow.invoke(id, {
    handler: validate,
    payload: { 'detail.$': '$.detail', 'failure.$': '$.failure', ...more, ...VALIDATION_ID },
    resultPath: '$.validation',
  });

/** A job, and what it came to: the end, or another job. */
function process(states: ValidationStates, job: sfn.CustomState, end: sfn.IChainable): sfn.Choice {
  const { workflow, validate } = states;
  const isToProcess = new sfn.Choice(workflow, 'IsToProcess')
    .when(sfn.Condition.stringEquals('$.validation.outcome', 'process'), job)
    .otherwise(end);
  const judge = workflow.invoke('JudgeProcessing', {
    handler: validate,
    payload: {
      'model.$': '$.validation.model',
      'version.$': '$.validation.version',
      'attempt.$': '$.validation.attempt',
      'job.$': '$.job',
      ...VALIDATION_ID,
    },
    resultPath: '$.validation',
  });
  job.addCatch(judge, { errors: [sfn.Errors.ALL], resultPath: '$.job' });
  job.next(judge);
  judge.addCatch(judgeFailure('JudgeFailedProcessing', states, { afterJob: true }).next(end), CAUGHT);
  judge.next(isToProcess);
  return isToProcess;
}

function tell(workflow: Workflow, topic: sns.ITopic, done: sfn.Succeed): sfn.Choice {
  const publish = new tasks.SnsPublish(workflow, 'TellPeople', {
    topic,
    subject: sfn.JsonPath.stringAt('$.validation.notification.subject'),
    message: sfn.TaskInput.fromJsonPathAt('$.validation.notification.text'),
    resultPath: sfn.JsonPath.DISCARD,
  });
  publish.addRetry({ errors: [sfn.Errors.ALL], maxAttempts: 6, jitterStrategy: sfn.JitterType.FULL });
  allowKey(workflow.role, topic.masterKey, ENCRYPT);
  return new sfn.Choice(workflow, 'IsToTell')
    .when(sfn.Condition.isPresent('$.validation.notification'), publish.next(done))
    .otherwise(done);
}
