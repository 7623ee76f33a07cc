/** One policy, by its name. */
export const READ_POLICY = ['ssm:GetParameter'] as const;
/** All of a platform, by their path. */
export const LIST_POLICIES = ['ssm:GetParametersByPath'] as const;
