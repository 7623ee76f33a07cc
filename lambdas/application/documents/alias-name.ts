import * as z from 'zod';

/** A name that can't be taken for a version's number, nor for the newest version. */
export const aliasNameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/, 'expected 1 to 32 of a-z, 0-9 and "-", a letter first')
  .refine((name) => name !== 'latest' && !/^v\d+$/.test(name), 'expected a name other than "latest" and "v<number>"');
