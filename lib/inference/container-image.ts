import { Token } from 'aws-cdk-lib';
import type * as ecr from 'aws-cdk-lib/aws-ecr';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { packageFolder } from '../private/package-root';
import { ImageBuild } from './image-build';

/** An image that SageMaker may pull. */
export interface ContainerImageConfig {
  /** `<repository URI>@sha256:<digest>`. */
  readonly imageUri: string;
  /** Where roles must be allowed to pull. */
  readonly repository: ecr.IRepository;
}

/** A container image by its digest, under SageMaker's container contract. */
export abstract class ContainerImage {
  /**
   * Built in the account by CodeBuild from a folder with a Dockerfile, when the folder's content changes; nobody needs
   * Docker. `node_modules`, `__pycache__`, `.pytest_cache` and `*.pyc` stay out. For linux/amd64.
   */
  static fromFolder(path: string): ContainerImage {
    return new FolderImage(() => path);
  }

  /** An image that exists; the digest is `sha256:` and 64 hexadecimal digits. */
  static fromEcr(repository: ecr.IRepository, digest: string): ContainerImage {
    if (!Token.isUnresolved(digest) && !/^sha256:[0-9a-f]{64}$/.test(digest)) {
      throw new Error(`Digest ${JSON.stringify(digest)}: expected "sha256:" and 64 hexadecimal digits, not a tag.`);
    }
    return new EcrImage(repository, digest);
  }

  /** An image that a construct of this stack has bound before: nothing is built again. */
  static fromConfig(config: ContainerImageConfig): ContainerImage {
    return new BoundImage(config);
  }

  /** This package's serving image: ONNX models behind `/invocations`. */
  static onnxServe(): ContainerImage {
    return packageImage('containers/onnx-serve');
  }

  /** This package's training image: scikit-learn, exported to ONNX, with evaluation and baseline. */
  static sklearnTrain(): ContainerImage {
    return packageImage('containers/sklearn-train');
  }

  /** Makes what the image needs within the scope. */
  abstract bind(scope: Construct, encryptionKey?: kms.IKey): ContainerImageConfig;
}

const packageImage = (path: string): ContainerImage =>
  new FolderImage(() => packageFolder(path, 'it is part of this package: install it whole'));

class FolderImage extends ContainerImage {
  constructor(private readonly folder: () => string) {
    super();
  }

  bind(scope: Construct, encryptionKey?: kms.IKey): ContainerImageConfig {
    return new ImageBuild(scope, 'Image', { folder: this.folder(), encryptionKey });
  }
}

class EcrImage extends ContainerImage {
  constructor(
    private readonly repository: ecr.IRepository,
    private readonly digest: string,
  ) {
    super();
  }

  bind(_scope: Construct, _encryptionKey?: kms.IKey): ContainerImageConfig {
    return { imageUri: `${this.repository.repositoryUri}@${this.digest}`, repository: this.repository };
  }
}

class BoundImage extends ContainerImage {
  constructor(private readonly config: ContainerImageConfig) {
    super();
  }

  bind(_scope: Construct, _encryptionKey?: kms.IKey): ContainerImageConfig {
    return this.config;
  }
}
