/** One policy by its name, and all of a platform by their path. */
export const READ_POLICIES = ['ssm:GetParameter', 'ssm:GetParametersByPath'] as const;
