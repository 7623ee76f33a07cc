import { Aws } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { IArtifactStore } from '../artifact-store/artifact-store';
import type { InferenceService } from '../inference/inference-service';
import { allow } from '../private/allow';
import { ControlAction, type ControlApi } from './control-api';

/** Properties of PersonaPolicies. */
export interface PersonaPoliciesProps {
  readonly artifacts: IArtifactStore;
  readonly control: ControlApi;
  readonly inference: InferenceService;
}

/**
 * One managed policy for each kind of person or program, for whoever makes the roles. Each may also read the outputs of
 * this stack, where the addresses are.
 *
 * @example
 * const personas = new PersonaPolicies(this, 'Personas', { artifacts, control, inference });
 * researcherRole.addManagedPolicy(personas.dataScientist);
 */
export class PersonaPolicies extends Construct {
  /** Puts data sets, submits versions, starts trainings, reads models, runs and reports. */
  readonly dataScientist: iam.IManagedPolicy;
  /** Starts trainings and monitor runs, reads models, runs and reports. */
  readonly operator: iam.IManagedPolicy;
  /** Asks for predictions, and puts the labels that came later. */
  readonly application: iam.IManagedPolicy;
  /** Reads models, runs, reports and the copies of the audit records. */
  readonly auditor: iam.IManagedPolicy;

  constructor(scope: Construct, id: string, props: PersonaPoliciesProps) {
    super(scope, id);
    const { artifacts, control, inference } = props;
    const dataScientist = this.createPolicy(
      'DataScientist',
      'Puts data sets, submits versions, starts trainings, reads',
    );
    const operator = this.createPolicy('Operator', 'Starts trainings and monitor runs, reads');
    const application = this.createPolicy('Application', 'Asks for predictions, and puts labels');
    const auditor = this.createPolicy('Auditor', 'Reads, the audit records included');

    control.grant(dataScientist, ControlAction.SUBMIT, ControlAction.READ, ControlAction.RETRAIN);
    control.grant(operator, ControlAction.READ, ControlAction.RETRAIN, ControlAction.MONITOR);
    control.grant(auditor, ControlAction.READ);
    inference.grantInvoke(application);

    artifacts.grantWriteKeys(dataScientist, 'datasets/*');
    artifacts.grantWriteKeys(application, 'ground-truth/*');
    for (const reader of [dataScientist, operator]) {
      artifacts.grantReadKeys(reader, 'monitoring/*', 'validation/*');
    }
    artifacts.grantReadKeys(auditor, 'monitoring/*', 'validation/*', 'registry/*');

    this.dataScientist = dataScientist;
    this.operator = operator;
    this.application = application;
    this.auditor = auditor;
  }

  private createPolicy(id: string, description: string): iam.ManagedPolicy {
    const policy = new iam.ManagedPolicy(this, id, { description });
    allow(policy, { actions: ['cloudformation:DescribeStacks'], resources: [Aws.STACK_ID] });
    return policy;
  }
}
