/** Of what a retraining run submits; people get ids that start with a time. */
const PREFIX = 'training-';

export const pipelineSubmissionId = (hash: string): string => `${PREFIX}${hash.slice(0, 32)}`;

/** Whether a retraining run of the platform opened it, which knows its own trigger, run and job. */
export const isPipelineSubmission = (submissionId: string): boolean => submissionId.startsWith(PREFIX);
