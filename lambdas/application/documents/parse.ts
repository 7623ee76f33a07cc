import type * as z from 'zod';
import { Internal, InvalidInput } from '../../domain/errors.js';

/** Parses, or throws InvalidInput that names each wrong field of `what`, what came and what is allowed. */
export function parseDocument<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { issues } = result.error;
  const problems = issues.slice(0, 20).map((issue) => `${issue.path.join('.') || '(root)'}: ${issue.message}`);
  if (issues.length > problems.length) problems.push(`and ${issues.length - problems.length} more`);
  throw new InvalidInput(`${what} is not valid: ${problems.join('; ')}`, { details: { problems } });
}

/** As `parseDocument`, from JSON text. */
export function parseJsonDocument<T>(schema: z.ZodType<T>, text: string, what: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new InvalidInput(`${what} is not JSON: it starts with ${JSON.stringify(text.slice(0, 40))}`, { cause });
  }
  return parseDocument(schema, value, what);
}

/** As `parseJsonDocument`, of what we stored ourselves: what is wrong with it is a defect of ours, and Internal. */
export function parseStoredDocument<T>(schema: z.ZodType<T>, text: string, what: string): T {
  try {
    return parseJsonDocument(schema, text, what);
  } catch (cause) {
    if (!(cause instanceof InvalidInput)) throw cause;
    throw new Internal(cause.message, { cause, details: cause.details });
  }
}
