import { ArnFormat, Stack } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { allow } from './allow';

/** The ARN of a state machine's executions; `pattern` follows its name. */
export function executionArn(stateMachine: sfn.IStateMachine, pattern: string): string {
  const stack = Stack.of(stateMachine);
  const name = stack.splitArn(stateMachine.stateMachineArn, ArnFormat.COLON_RESOURCE_NAME).resourceName;
  return stack.formatArn({
    service: 'states',
    resource: 'execution',
    resourceName: `${name}${pattern}`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/** Allows starting executions, and reading how they stand. */
export function allowStart(grantee: iam.IGrantable, stateMachine: sfn.IStateMachine): iam.Grant {
  return allow(grantee, { actions: ['states:StartExecution'], resources: [stateMachine.stateMachineArn] }).combine(
    allow(grantee, {
      actions: ['states:DescribeExecution'],
      resources: [executionArn(stateMachine, ':*')],
      wildcard: 'Executions are named when they start.',
    }),
  );
}
