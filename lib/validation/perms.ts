/** What letting a waiting execution go on needs; a rejection is an answer too, not a failure. */
export const ANSWER_APPROVAL = ['states:SendTaskSuccess'] as const;
