/** The name of a model: part of object keys, of names of resources, and the dimension of its metrics. */
export const MODEL_NAME = {
  pattern: /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/,
  expected: '1 to 32 of a-z, 0-9 and inner hyphens',
} as const;
