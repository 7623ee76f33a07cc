import type * as z from 'zod';
import { Internal, InvalidInput } from '../../domain/errors.js';
import { explainIssue } from './explain-issue.js';
import { findLoneSurrogate } from './find-lone-surrogate.js';
import { findNonFinite } from './find-non-finite.js';

export interface ParseOptions {
  /**
   * Whether messages quote values, shortened. By default they tell type and size only, since a document may hold features
   * or credentials.
   */
  readonly values?: 'shown' | 'hidden';
}

const MOST_PROBLEMS = 20;

/** Parses, or throws InvalidInput that names each wrong field of `what`, what came and what is allowed. */
export function parseDocument<T>(schema: z.ZodType<T>, value: unknown, what: string, options: ParseOptions = {}): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const all = result.error.issues.flatMap((issue) => explainIssue(issue, schema, value, options.values ?? 'hidden'));
  throw invalid(
    what,
    all.map(({ path, found, allowed }) => `${path === '' ? '(root)' : path}: found ${found}, allowed: ${allowed}`),
  );
}

/** As `parseDocument`, from JSON text. */
export function parseJsonDocument<T>(schema: z.ZodType<T>, text: string, what: string, options: ParseOptions = {}): T {
  return parseDocument(schema, parseJson(text, what, options), what, options);
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

/** The value, when each of its texts is Unicode. Other values no store takes. */
export function requireUnicode(value: unknown, what: string): unknown {
  const path = findLoneSurrogate(value);
  if (path === undefined) return value;
  throw invalid(what, [`${path === '' ? '(root)' : path}: found half of a surrogate pair, allowed: Unicode text`]);
}

/** Half of a surrogate pair can stand in JSON text as an escape only. */
const SURROGATE = /\\u[dD][89a-fA-F]/;

function parseJson(text: string, what: string, { values }: ParseOptions): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return SURROGATE.test(text) ? requireUnicode(value, what) : value;
  } catch (cause) {
    if (cause instanceof InvalidInput) throw cause;
    // Python's json.dump writes them, and JSON has none.
    const wrong = findNonFinite(text);
    if (wrong.length > 0) {
      throw invalid(
        what,
        wrong.map(({ path, token }) => `${path}: found ${token}, allowed: a finite number`),
      );
    }
    const start = values === 'shown' ? `it starts with ${JSON.stringify(text.slice(0, 40))}` : 'expected JSON text';
    // The parser's own message quotes the text.
    throw new InvalidInput(`${what} is not JSON: ${start}`, values === 'shown' ? { cause } : {});
  }
}

function invalid(what: string, all: readonly string[]): InvalidInput {
  const problems = all.slice(0, MOST_PROBLEMS);
  if (all.length > problems.length) problems.push(`and ${all.length - problems.length} more`);
  return new InvalidInput(`${what} is not valid: ${problems.join('; ')}`, { details: { problems } });
}
