import { Aws, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { IArtifactStore } from '../artifact-store/artifact-store';
import type { InferenceService } from '../inference/inference-service';
import type { IModelRegistry } from '../model-registry/model-registry';
import { allow } from '../private/allow';
import { ControlAction, type ControlApi } from './control-api';

const OWN_STACK = { service: 'cloudformation', resource: 'stack', resourceName: `${Aws.STACK_NAME}/*` };

/** Properties of PersonaPolicies. */
export interface PersonaPoliciesProps {
  readonly artifacts: IArtifactStore;
  readonly control: ControlApi;
  readonly inference: InferenceService;
  readonly registry: IModelRegistry;
}

/**
 * One managed policy for each kind of person or program, for whoever makes the roles. Each may also read the outputs of
 * this stack, where the addresses are. None of them writes the registry, invokes a function, starts an execution or
 * answers a task token.
 *
 * @example
 * const personas = new PersonaPolicies(this, 'Personas', { artifacts, control, inference, registry });
 * researcherRole.addManagedPolicy(personas.dataScientist);
 */
export class PersonaPolicies extends Construct {
  /** Puts data sets, submits versions, starts trainings, reads models, runs and reports. */
  readonly dataScientist: iam.IManagedPolicy;
  /** Decides approvals, on models, runs and reports that it reads. */
  readonly approver: iam.IManagedPolicy;
  /** Starts trainings and monitor runs, rolls out and back, retires, moves aliases, reads models, runs and reports. */
  readonly operator: iam.IManagedPolicy;
  /** Asks for predictions, and puts the labels that came later. */
  readonly application: iam.IManagedPolicy;
  /** Reads models, runs, reports, the registry's table, and the audit records' copies and anchors. */
  readonly auditor: iam.IManagedPolicy;

  constructor(scope: Construct, id: string, props: PersonaPoliciesProps) {
    super(scope, id);
    const { artifacts, control, inference, registry } = props;
    const dataScientist = this.createPolicy(
      'DataScientist',
      'Puts data sets, submits versions, starts trainings, reads',
    );
    const approver = this.createPolicy('Approver', 'Decides approvals, reads');
    const operator = this.createPolicy('Operator', 'Starts trainings and monitor runs, reads');
    const application = this.createPolicy('Application', 'Asks for predictions, and puts labels');
    const auditor = this.createPolicy('Auditor', 'Reads, the audit records included');

    control.grant(dataScientist, ControlAction.SUBMIT, ControlAction.READ, ControlAction.RETRAIN);
    control.grant(approver, ControlAction.READ, ControlAction.APPROVE);
    control.grant(operator, ControlAction.READ, ControlAction.RETRAIN, ControlAction.MONITOR);
    control.grant(operator, ControlAction.ROLL_OUT, ControlAction.ROLL_BACK);
    control.grant(operator, ControlAction.RETIRE, ControlAction.MOVE_ALIAS);
    control.grant(auditor, ControlAction.READ);
    inference.grantInvoke(application);

    artifacts.grantWriteKeys(dataScientist, 'datasets/*');
    artifacts.grantWriteKeys(application, 'ground-truth/*');
    for (const reader of [dataScientist, approver, operator]) {
      artifacts.grantReadKeys(reader, 'monitoring/*', 'validation/*');
    }
    artifacts.grantReadKeys(auditor, 'monitoring/*', 'validation/*');
    registry.grantAudit(auditor);

    this.dataScientist = dataScientist;
    this.approver = approver;
    this.operator = operator;
    this.application = application;
    this.auditor = auditor;
  }

  /** The descriptions stay as they are: another one replaces the policy, which fails while roles of others have it. */
  private createPolicy(id: string, description: string): iam.ManagedPolicy {
    const policy = new iam.ManagedPolicy(this, id, { description });
    allow(policy, {
      actions: ['cloudformation:DescribeStacks'],
      resources: [Aws.STACK_ID, Stack.of(this).formatArn(OWN_STACK)],
      wildcard: 'A call by the name of the stack, as people know it, is authorized for any id of it.',
    });
    return policy;
  }
}
