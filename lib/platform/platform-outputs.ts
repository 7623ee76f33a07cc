import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CfnOutput } from 'aws-cdk-lib';
import { packageRoot } from '../private/package-root';
import type { MlopsPlatform } from './mlops-platform';

/**
 * Where the platform is reached, as outputs of its stack with fixed names; `MlopsPlatform` marks the stack, with the
 * version of this package. So a stack holds one platform.
 */
export function writeOutputs(platform: MlopsPlatform): void {
  const { control, inference, personas } = platform;
  const manifest: { version: string } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'));
  const outputs: Record<string, { value: string; description: string }> = {
    MlopsPlatform: { value: manifest.version, description: 'Version of cdk-mlops that made the platform' },
    ControlApiUrl: { value: control.url, description: 'Where people submit, start and read' },
    ControlApiId: { value: control.api.apiId, description: 'Id of the control API' },
    InferenceApiUrl: { value: inference.url, description: 'Where predictions are asked for' },
    InferenceApiId: { value: inference.api.apiId, description: 'Id of the inference API' },
    ArtifactBucketName: { value: platform.artifacts.bucket.bucketName, description: 'Data sets, models and reports' },
    RegistryTableName: { value: platform.registry.table.tableName, description: 'The model registry' },
    AuditAnchorBucketName: {
      value: platform.registry.anchors.bucket.bucketName,
      description: 'Hashes of audit records, under Object Lock',
    },
    RolloutStateMachineArn: { value: platform.rollout.stateMachine.stateMachineArn, description: 'Rollouts' },
    RetrainingStateMachineArn: { value: platform.retraining.stateMachine.stateMachineArn, description: 'Trainings' },
    NotificationTopicArn: { value: platform.alarms.notificationTopic.topicArn, description: 'What people are told' },
    DataScientistPolicyArn: { value: personas.dataScientist.managedPolicyArn, description: 'For data scientists' },
    ApproverPolicyArn: { value: personas.approver.managedPolicyArn, description: 'For people who approve versions' },
    OperatorPolicyArn: { value: personas.operator.managedPolicyArn, description: 'For people on call' },
    ApplicationPolicyArn: { value: personas.application.managedPolicyArn, description: 'For callers of models' },
    AuditorPolicyArn: { value: personas.auditor.managedPolicyArn, description: 'For auditors' },
  };
  for (const [name, output] of Object.entries(outputs)) {
    new CfnOutput(platform, name, output).overrideLogicalId(name);
  }
}
