const FIND_DIGEST =
  'aws ecr describe-images --repository-name "$REPOSITORY_NAME" --image-ids "imageTag=$IMAGE_TAG"' +
  " --query 'imageDetails[0].imageDigest' --output text";

/**
 * Builds the folder's Dockerfile for the architecture of SageMaker's instances, pushes it under the hash of its source,
 * and exports the digest. A source that was built before is not built again: tags are immutable.
 */
export const IMAGE_BUILD_SPEC = {
  version: '0.2',
  env: {
    // SageMaker takes no image index, which attestations would make of it.
    variables: { DOCKER_BUILDKIT: '1', BUILDX_NO_DEFAULT_ATTESTATIONS: '1' },
    'exported-variables': ['IMAGE_DIGEST'],
  },
  phases: {
    pre_build: {
      commands: [
        'REGISTRY="$(echo "$REPOSITORY_URI" | cut -d/ -f1)"',
        'aws ecr get-login-password | docker login --username AWS --password-stdin "$REGISTRY"',
      ],
    },
    build: {
      'on-failure': 'ABORT',
      commands: [
        `IMAGE_DIGEST="$(${FIND_DIGEST} 2>/dev/null || true)"`,
        'if [ -z "$IMAGE_DIGEST" ]; then' +
          ' docker build --platform linux/amd64 --tag "$REPOSITORY_URI:$IMAGE_TAG" . &&' +
          ' docker push "$REPOSITORY_URI:$IMAGE_TAG" &&' +
          ` IMAGE_DIGEST="$(${FIND_DIGEST})"; fi`,
        'test -n "$IMAGE_DIGEST"',
        'export IMAGE_DIGEST',
      ],
    },
  },
};
