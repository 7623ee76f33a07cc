import { ArnFormat, CustomResource, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { allow } from '../private/allow';
import { CustomResourceProvider } from '../private/custom-resource-provider';
import { HandlerFunction } from '../private/handler-function';
import { createLogGroup } from '../private/log-group';
import { acknowledgeWildcards } from '../private/wildcards';
import { IMAGE_BUILD_SPEC } from './image-build-spec';
import { PULL_IMAGE, PUSH_IMAGE } from './perms';

export interface ImageBuildProps {
  /** With a Dockerfile. */
  readonly folder: string;
  readonly encryptionKey?: kms.IKey;
}

/** An image built by CodeBuild from a folder while the stack deploys; its digest is an attribute of a custom resource. */
export class ImageBuild extends Construct {
  readonly imageUri: string;
  readonly repository: ecr.IRepository;

  constructor(scope: Construct, id: string, props: ImageBuildProps) {
    super(scope, id);
    const { encryptionKey } = props;
    const source = new Asset(this, 'Source', {
      path: props.folder,
      exclude: ['node_modules', '__pycache__', '.pytest_cache', '*.pyc'],
    });
    // Images can be built again, so they go with the stack.
    const repository = new ecr.Repository(this, 'Repository', {
      imageScanOnPush: true,
      imageTagMutability: ecr.TagMutability.IMMUTABLE,
      encryption: encryptionKey === undefined ? ecr.RepositoryEncryption.AES_256 : ecr.RepositoryEncryption.KMS,
      encryptionKey,
      emptyOnDelete: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const project = new codebuild.Project(this, 'Project', {
      description: 'Builds a container image and pushes it',
      source: codebuild.Source.s3({ bucket: source.bucket, path: source.s3ObjectKey }),
      environment: {
        buildImage: codebuild.LinuxBuildImage.STANDARD_7_0,
        computeType: codebuild.ComputeType.SMALL,
        privileged: true,
      },
      environmentVariables: {
        REPOSITORY_URI: { value: repository.repositoryUri },
        REPOSITORY_NAME: { value: repository.repositoryName },
        IMAGE_TAG: { value: source.assetHash },
      },
      buildSpec: codebuild.BuildSpec.fromObject(IMAGE_BUILD_SPEC),
      encryptionKey,
      timeout: Duration.minutes(14),
      grantReportGroupPermissions: false,
      logging: { cloudWatch: { logGroup: createLogGroup(this, 'Logs', encryptionKey) } },
    });
    allowPush(project, repository);
    acknowledgeProject(project, source);

    const build = new HandlerFunction(this, 'BuildContainerImage', {
      handler: 'build-container-image',
      description: 'Starts the build of a container image and waits for its digest',
      environment: { codeBuildProject: project.projectName },
      timeout: Duration.minutes(15),
      encryptionKey,
    });
    allow(build, {
      actions: ['codebuild:StartBuild', 'codebuild:BatchGetBuilds'],
      resources: [project.projectArn],
    });
    const provider = new CustomResourceProvider(this, 'Provider', build, encryptionKey);
    const image = new CustomResource(this, 'Digest', {
      resourceType: 'Custom::ContainerImage',
      serviceToken: provider.serviceToken,
      properties: {
        ProjectName: project.projectName,
        SourceHash: source.assetHash,
        RepositoryUri: repository.repositoryUri,
      },
    });
    // The build needs its project's whole policy.
    image.node.addDependency(project);
    this.repository = repository;
    this.imageUri = image.getAttString('ImageUri');
  }
}

/** Pull as well: the build asks whether the image is there already. */
function allowPush(grantee: iam.IGrantable, repository: ecr.IRepository): void {
  allow(grantee, { actions: [...PULL_IMAGE, ...PUSH_IMAGE], resources: [repository.repositoryArn] });
  allow(grantee, {
    actions: ['ecr:GetAuthorizationToken'],
    resources: ['*'],
    wildcard: "A registry's token takes no resource.",
  });
}

function acknowledgeProject(project: codebuild.Project, source: Asset): void {
  Validations.of(project).acknowledge({
    id: 'AwsSolutions-CB3',
    reason: "Docker needs privileged mode to build an image; the project builds this package's folder only.",
  });
  acknowledgeWildcards(project, 'The source is one object in the bucket of the CDK bootstrap.', [
    's3:GetObject*',
    's3:GetBucket*',
    's3:List*',
    `${source.bucket.bucketArn}/${source.s3ObjectKey}/*`,
  ]);
  acknowledgeWildcards(project, "The CDK's grants for a project: its own log group, and the use of its key.", [
    Stack.of(project).formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: `/aws/codebuild/${project.projectName}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    }),
    'kms:GenerateDataKey*',
    'kms:ReEncrypt*',
  ]);
}
