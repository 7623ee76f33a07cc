import { Aws, CfnParameter, Duration, Fn, Lazy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ArtifactStore, Baseline, DriftMonitor, ModelPolicies, ModelTask } from '../../../lib/index.js';
import { UNIQUE_NAME_LENGTH, uniqueName } from '../../../lib/private/unique-name.js';
import { emptyStack } from '../../fixtures/synthesis.js';

test('a bucket whose name is known at deployment only goes through every grant', () => {
  const names = fc.constantFrom(
    (stack: ReturnType<typeof emptyStack>) => new CfnParameter(stack, 'Name').valueAsString,
    () => Fn.importValue('name'),
    () => Lazy.string({ produce: () => 'lazy' }),
    () => Fn.join('-', ['data', Aws.ACCOUNT_ID]),
  );
  fc.assert(
    fc.property(names, (nameOf) => {
      const stack = emptyStack();
      const bucket = Bucket.fromBucketName(stack, 'Mine', nameOf(stack));
      const artifacts = new ArtifactStore(stack, 'Artifacts', { bucket });
      new DriftMonitor(stack, 'Monitor', { model: 'churn', artifacts, baseline: Baseline.fromObject('b.csv') });
      Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
        Environment: { Variables: Match.objectLike({ ARTIFACT_BUCKET: stack.resolve(bucket.bucketName) }) },
      });
    }),
    { numRuns: 8 },
  );
});

test('a unique name is of one length and one alphabet for any stack and path', () => {
  const id = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,60}$/);
  fc.assert(
    fc.property(id, id, (stack, child) => {
      const name = uniqueName(new ArtifactStore(emptyStack(stack), child));
      expect(name).toMatch(/^mlops-[a-z0-9]{6}$/);
      expect(name).toHaveLength(UNIQUE_NAME_LENGTH);
    }),
    { numRuns: 30 },
  );
});

test('any model with a proper name and small bounds has a policy that JSON carries unchanged', () => {
  const name = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/);
  const column = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' });
  fc.assert(
    fc.property(name, column, fc.integer({ min: 1, max: 3600 }), (model, target, seconds) => {
      const stack = emptyStack();
      new ModelPolicies(stack, 'Policies').addModel(
        { name: model, task: ModelTask.REGRESSION, dataset: { target }, rollout: { bake: Duration.seconds(seconds) } },
        { captureStreamName: 'c', monitorStateMachineArn: 'm', rollbackAlarmNames: [] },
      );
      const [parameter] = Object.values(Template.fromStack(stack).findResources('AWS::SSM::Parameter'));
      expect(JSON.parse(parameter?.Properties.Value)).toMatchObject({
        model,
        dataset: { target },
        rollout: { bakeSeconds: seconds },
      });
    }),
    { numRuns: 30 },
  );
});
