/** The Lambda bundles: `dist/lambdas/<name>/index.js`, handler `index.handler`, built from `lambdas/<name>/handler.ts`. */
export const HANDLER_NAMES = [
  'handle-control-request',
  'invoke-model',
  'validate-model-version',
  'decide-approval',
  'request-approval',
  'expire-approval',
  'publish-audit-records',
  'begin-rollout',
  'smoke-test-endpoint',
  'shift-traffic',
  'check-bake',
  'finish-rollout',
  'abort-rollout',
  'remove-endpoints',
  'plan-monitor-run',
  'summarise-shard',
  'merge-monitor-run',
  'respond-to-alarm',
  'snapshot-dataset',
  'check-dataset',
  'submit-training-output',
  'build-container-image',
  'clean-up-endpoints',
  'sweep-versions',
] as const;

export type HandlerName = (typeof HANDLER_NAMES)[number];

/** Handlers that score ONNX models; their bundle carries onnxruntime-node's linux arm64 binary. */
export const ONNX_HANDLERS: readonly HandlerName[] = ['validate-model-version'];
