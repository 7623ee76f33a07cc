/** Error names that state machines retry or catch by; handlers throw errors whose `name` is one of these. */
export const errorNames = {
  rolloutInProgress: 'RolloutInProgress',
  smokeTestFailed: 'SmokeTestFailed',
  dataCheckFailed: 'DataCheckFailed',
  approvalDecided: 'ApprovalDecided',
  /** What the platform brings to a validation is not there; the submission is not to blame. */
  platformFault: 'PlatformFault',
  conflict: 'Conflict',
  throttled: 'Throttled',
  dependencyUnavailable: 'DependencyUnavailable',
} as const;

/** Worth another try with back-off: they pass. */
export const TRANSIENT_ERRORS = [errorNames.conflict, errorNames.throttled, errorNames.dependencyUnavailable] as const;
