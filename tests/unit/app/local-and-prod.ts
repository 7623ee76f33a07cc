/** One allowed difference; one `*` in a path or value stands for any text. */
export interface AllowedDifference {
  readonly path: string;
  readonly local: string;
  readonly prod: string;
}

const CAPTURE = 'MlopsInferenceModeldemoCapture';
const S3 = `${CAPTURE}Stream.Properties.ExtendedS3DestinationConfiguration`;
const DELIVERY = `${CAPTURE}RoleDefaultPolicy.Properties.PolicyDocument.Statement.4`;
const STATES = 'MlopsRolloutWorkflowStateMachine.Properties.Definition.States';

const allow = (path: string, local: string, prod: string): AllowedDifference => ({ path, local, prod });
const onlyInProd = (path: string, value: string): AllowedDifference => allow(path, 'none', value);

/** The whole difference between the template of `local` and that of `prod`, by its reason. */
export const LOCAL_AND_PROD: Readonly<Record<string, readonly AllowedDifference[]>> = {
  'the embedded AWS is thrown away, an account keeps its data': [
    ...['MlopsArtifactsBucket', 'MlopsArtifactsKey', 'MlopsRegistryAnchorsBucket', 'MlopsRegistryTable'].flatMap(
      (resource) => [
        allow(`${resource}.DeletionPolicy`, '"Delete"', '"Retain"'),
        allow(`${resource}.UpdateReplacePolicy`, '"Delete"', '"Retain"'),
      ],
    ),
    allow('MlopsRegistryTable.Properties.DeletionProtectionEnabled', 'false', 'true'),
  ],
  'the loop is shown in minutes, so its waits are short': [
    allow('*.Environment.Variables.TRAFFIC_SPLIT_CACHE_SECONDS', '"1"', '"5"'),
    allow(`${S3}.BufferingHints.IntervalInSeconds`, '1', '60'),
    allow('*.Environment.Variables.MONITOR_SETTINGS.deliveryBufferSeconds', '1', '60'),
    allow(`${STATES}.BeginRollout.Parameters.checkSeconds`, '1', '15'),
    allow(`${STATES}.BeginRollout.Retry.1.IntervalSeconds`, '1', '10'),
    allow(`${STATES}.DrainFinished.Seconds`, '2', '40'),
    allow(`${STATES}.DrainGivenUp.Seconds`, '2', '40'),
    allow(`${STATES}.WaitForEndpoint.Seconds`, '1', '10'),
  ],
  'the embedded AWS has no log streams in CloudFormation, which delivery logs need': [
    onlyInProd(`${CAPTURE}DeliveryLogs`, 'AWS::Logs::LogStream'),
    onlyInProd(`${CAPTURE}Logs`, 'AWS::Logs::LogGroup'),
    onlyInProd(`${DELIVERY}.Action`, '"logs:PutLogEvents"'),
    onlyInProd(`${DELIVERY}.Effect`, '"Allow"'),
    onlyInProd(`${DELIVERY}.Resource.Fn::GetAtt.0`, `"${CAPTURE}Logs*"`),
    onlyInProd(`${DELIVERY}.Resource.Fn::GetAtt.1`, '"Arn"'),
    onlyInProd(`${S3}.CloudWatchLoggingOptions.Enabled`, 'true'),
    onlyInProd(`${S3}.CloudWatchLoggingOptions.LogGroupName.Ref`, `"${CAPTURE}Logs*"`),
    onlyInProd(`${S3}.CloudWatchLoggingOptions.LogStreamName.Ref`, `"${CAPTURE}DeliveryLogs*"`),
  ],
  'nothing starts by the clock while the loop is shown, so no run can be overdue': [
    onlyInProd('MlopsHousekeepingSchedule', 'AWS::Scheduler::Schedule'),
    onlyInProd('MlopsHousekeepingScheduleRole', 'AWS::IAM::Role'),
    onlyInProd('MlopsHousekeepingScheduleRoleDefaultPolicy', 'AWS::IAM::Policy'),
    onlyInProd('MlopsMonitordemoMonitorStale', 'AWS::CloudWatch::Alarm'),
    onlyInProd('MlopsMonitordemoScheduledRunRole', 'AWS::IAM::Role'),
    onlyInProd('MlopsMonitordemoScheduledRunRoleDefaultPolicy', 'AWS::IAM::Policy'),
    onlyInProd('MlopsMonitordemoScheduledRunSchedule', 'AWS::Scheduler::Schedule'),
    onlyInProd('MlopsRetrainingScheduledemoRole', 'AWS::IAM::Role'),
    onlyInProd('MlopsRetrainingScheduledemoRoleDefaultPolicy', 'AWS::IAM::Policy'),
    onlyInProd('MlopsRetrainingScheduledemoSchedule', 'AWS::Scheduler::Schedule'),
  ],
};
