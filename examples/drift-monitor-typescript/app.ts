import { App, Duration, Stack } from 'aws-cdk-lib';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { AlarmTopic, ArtifactStore, Baseline, DriftMonitor, EndpointCapture } from 'cdk-mlops';

// Watches a SageMaker endpoint that is there already, and whose data capture goes to this bucket.
const stack = new Stack(new App(), 'ChurnDrift');
const artifacts = new ArtifactStore(stack, 'Artifacts');
const { topic } = new AlarmTopic(stack, 'Alarms', { encryptionKey: artifacts.encryptionKey });
topic.addSubscription(new EmailSubscription('oncall@example.com'));

new DriftMonitor(stack, 'Monitor', {
  model: 'churn',
  artifacts,
  baseline: Baseline.fromObject('baselines/churn.csv'),
  capture: EndpointCapture.of({ endpointName: 'churn-endpoint', destinationKeyPrefix: 'data-capture' }),
  interval: Duration.hours(6),
  thresholds: { psi: 0.25 },
  alarmTopic: topic,
});
