/** Events on the default EventBridge bus; the detail type is the action of the audit record that it tells of. */
export const EVENT_SOURCE = 'mlops';

/**
 * What was done. A promotion, ModelVersionDeployed, also retires superseded versions: `evidence.retired` names them, and no
 * ModelVersionRetired tells of them.
 */
export const AUDIT_ACTIONS = [
  'SubmissionOpened',
  'SubmissionQuarantined',
  'ModelVersionRegistered',
  'ModelVersionValidated',
  'ModelVersionRejected',
  'ApprovalRequested',
  'ApprovalRecorded',
  'ModelVersionApproved',
  'ModelVersionExpired',
  'RolloutStarted',
  'TrafficShifted',
  'ModelVersionDeployed',
  'ModelVersionRolledBack',
  'RolloutAborted',
  'RolloutDeclined',
  'RollbackRequested',
  'RolloutRequested',
  'ChampionRolledBack',
  'TrafficRestored',
  'ModelVersionRetired',
  'AliasMoved',
  'EvaluationSetChanged',
  'RetrainingStarted',
] as const;

export type AuditAction = (typeof AUDIT_ACTIONS)[number];
