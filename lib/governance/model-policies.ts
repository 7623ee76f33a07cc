import { Names, Stack } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct, type IConstruct } from 'constructs';
import type { DeployedModelPolicy, ModelPolicy } from '../contracts';
import { allow } from '../private/allow';
import { modelPolicyOf } from './model-policy-document';
import type { ModelProps } from './model-props';
import { LIST_POLICIES, READ_POLICY } from './perms';

/**
 * Characters of a policy, without the names of its resources, which are known at deployment only: a standard parameter
 * holds 4,096, and the names have 700 of them.
 */
const POLICY_LIMIT = 3_396;

/** The policies of the models of a platform, which handlers read when they act. */
export interface IModelPolicies extends IConstruct {
  /** The SSM path; the policy of model m is the parameter `<prefix>/m`. */
  readonly parameterPrefix: string;
  /** Allows reading the policy of a model by the model's name. */
  grantRead(grantee: iam.IGrantable): iam.Grant;
  /** Allows listing all models that have a policy. */
  grantList(grantee: iam.IGrantable): iam.Grant;
}

/** What the platform made for one model. */
export interface ModelResources {
  /** The Firehose stream that captures the model's inference. */
  readonly captureStreamName: string;
  /** The state machine of the model's monitor. */
  readonly monitorStateMachineArn: string;
  /** Alarms that roll a candidate back. */
  readonly rollbackAlarmNames: string[];
}

/**
 * Policies of models, one SSM parameter each. The parameters' names are fixed, because handlers find a model's policy
 * by its name; the path holds the stack's name, so that platforms don't meet.
 *
 * @example
 * const policies = new ModelPolicies(this, 'Policies');
 */
export class ModelPolicies extends Construct implements IModelPolicies {
  readonly parameterPrefix: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.parameterPrefix = `/mlops/${Names.uniqueResourceName(this, { maxLength: 100, separator: '-' })}`;
  }

  /** Writes a model's policy, checked and with its defaults. Throws what is wrong, all of it. */
  addModel(model: ModelProps, resources: ModelResources): void {
    const policy: ModelPolicy = modelPolicyOf(model);
    const deployed: DeployedModelPolicy = { ...policy, resources };
    const value = JSON.stringify(deployed);
    const { length } = JSON.stringify(policy);
    if (length > POLICY_LIMIT) {
      throw new Error(
        `Model "${model.name}": its policy is ${length} characters, expected ${POLICY_LIMIT} at most; ` +
          'shorten card, dataset.exclude, gates (pickleAllowList, segments, bias, metrics) or training.hyperparameters.',
      );
    }
    new ssm.StringParameter(this, `Model-${model.name}`, {
      parameterName: `${this.parameterPrefix}/${model.name}`,
      description: `Policy of the model ${model.name}`,
      stringValue: value,
    });
  }

  grantRead(grantee: iam.IGrantable): iam.Grant {
    return allow(grantee, { actions: READ_POLICY, resources: [this.arnOf('/*')], wildcard: OWN_PATH });
  }

  grantList(grantee: iam.IGrantable): iam.Grant {
    return allow(grantee, {
      actions: LIST_POLICIES,
      resources: [this.arnOf(''), this.arnOf('/*')],
      wildcard: OWN_PATH,
    });
  }

  private arnOf(below: string): string {
    const resourceName = `${this.parameterPrefix.slice(1)}${below}`;
    return Stack.of(this).formatArn({ service: 'ssm', resource: 'parameter', resourceName });
  }
}

const OWN_PATH = 'One parameter a model, under a path of this platform alone.';
