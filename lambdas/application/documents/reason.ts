import * as z from 'zod';

/** Why a person does something, without the spaces around it. */
export const reasonSchema = z
  .string()
  .trim()
  .refine(
    ({ length }) => length >= 1 && length <= 1_000,
    'expected 1 to 1000 characters besides the spaces around them',
  );
