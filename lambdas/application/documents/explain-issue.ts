import * as z from 'zod';

/** One thing that is wrong with a document: where, what came, and what is allowed there. */
export interface Explanation {
  /** Keys and indices with dots between them; empty for the whole document. */
  readonly path: string;
  readonly found: string;
  readonly allowed: string;
}

/**
 * Explains an issue of zod's. `hidden` tells of values no more than their type and size, for documents that may hold
 * features or credentials; keys are told all the same.
 */
export function explainIssue(
  issue: z.core.$ZodIssue,
  schema: z.ZodType,
  value: unknown,
  values: 'shown' | 'hidden' = 'shown',
): Explanation[] {
  if (issue.code === 'unrecognized_keys') {
    const keys = keysOf(schema, value, issue.path);
    return issue.keys.map((key) => {
      const near = nearest(key, keys);
      const hint = near === undefined ? '' : ` (did you mean "${near}"?)`;
      const allowed = keys.length === 0 ? 'no more than the known keys' : keys.join(', ');
      return {
        path: textOf([...issue.path, key]),
        found: `the unknown key ${cut(JSON.stringify(key))}${hint}`,
        allowed,
      };
    });
  }
  const branch = issue.code === 'invalid_union' ? branchOf(issue.errors, lookUp(value, issue.path)) : undefined;
  if (branch !== undefined) {
    return branch.flatMap((inner) =>
      explainIssue({ ...inner, path: [...issue.path, ...inner.path] }, schema, value, values),
    );
  }
  const key = issue.code === 'invalid_key' ? String(issue.path.at(-1)) : undefined;
  const found = lookUp(value, issue.path);
  const told = values === 'shown' || key !== undefined ? shown(key ?? found) : describe(found);
  const allowed = typeof found === 'number' && !Number.isFinite(found) ? 'a finite number' : allowedBy(issue);
  return [{ path: textOf(issue.path), found: key === undefined ? told : `the key ${told}`, allowed }];
}

/** Of an object that fits no alternative, what keeps it from the one that is an object. */
function branchOf(branches: readonly z.core.$ZodIssue[][], found: unknown): z.core.$ZodIssue[] | undefined {
  if (typeof found !== 'object' || found === null) return undefined;
  return branches.find((issues) => issues.every(({ path, code }) => path.length > 0 || code === 'unrecognized_keys'));
}

function allowedBy(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(', ');
    case 'invalid_union': {
      const options = 'options' in issue && Array.isArray(issue.options) ? issue.options : undefined;
      if (options !== undefined) return options.map((value) => JSON.stringify(value)).join(', ');
      return [...new Set(issue.errors.flat().map(allowedBy))].join(', ');
    }
    case 'invalid_type':
      // What nothing is allowed in says so itself.
      return issue.expected === 'never' ? sentence(issue.message) : article(issue.expected);
    case 'invalid_key':
    case 'invalid_element':
      return [...new Set(issue.issues.map(allowedBy))].join(', ');
    case 'invalid_format':
      return issue.message.startsWith('Invalid ') ? `a text of the format ${issue.format}` : sentence(issue.message);
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    case 'too_small':
      return bound(issue.origin, issue.inclusive === false ? 'above' : 'at least', issue.minimum);
    case 'too_big':
      return bound(issue.origin, issue.inclusive === false ? 'below' : 'at most', issue.maximum);
    default:
      return sentence(issue.message);
  }
}

const sentence = (message: string): string => message.replace(/^expected /, '');

function bound(origin: string, relation: string, limit: number | bigint): string {
  const of = origin === 'string' ? ' characters' : origin === 'array' ? ' entries' : '';
  return `${relation} ${limit}${of}`;
}

const NOUNS: Readonly<Record<string, string>> = { int: 'whole number', record: 'object' };

function article(expected: string): string {
  if (expected === 'null') return expected;
  const noun = NOUNS[expected] ?? expected;
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

/** Keys and indices with dots between them, as a text that any store takes. */
export const textOf = (path: readonly PropertyKey[]): string => path.map((part) => cut(String(part))).join('.');

const LONGEST = 80;

const cut = (text: string): string =>
  (text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text).toWellFormed();

/** A value as JSON, shortened. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string' && value.length > LONGEST) {
    return `${JSON.stringify(`${value.slice(0, LONGEST - 20)}...`)} of ${value.length} characters`;
  }
  return cut(JSON.stringify(value) ?? String(value));
}

/** What a value is, without the value. */
function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (typeof value === 'string') return `a string of ${value.length} characters`;
  if (Array.isArray(value)) return `an array of ${value.length} entries`;
  return typeof value === 'object' ? `an object of ${Object.keys(value).length} keys` : `a ${typeof value}`;
}

function lookUp(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key) ? Reflect.get(inner, key) : undefined,
    value,
  );
}

/** The keys that the schema knows at a path of the value. */
function keysOf(schema: unknown, value: unknown, path: readonly PropertyKey[]): string[] {
  const [key, ...rest] = path;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return keysOf(schema.unwrap(), value, path);
  }
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const kind = lookUp(value, [schema.def.discriminator]);
    const option = schema.options.find(
      (candidate) =>
        candidate instanceof z.ZodObject &&
        z.safeParse(candidate.shape[schema.def.discriminator] ?? z.never(), kind).success,
    );
    return keysOf(option, value, path);
  }
  if (schema instanceof z.ZodUnion) {
    const option = schema.options.find((candidate) => candidate instanceof z.ZodObject);
    return keysOf(option, value, path);
  }
  if (schema instanceof z.ZodObject) {
    if (key === undefined) return Object.keys(schema.shape);
    return keysOf(schema.shape[String(key)], lookUp(value, [key]), rest);
  }
  if (key === undefined) return [];
  if (schema instanceof z.ZodRecord) return keysOf(schema.valueType, lookUp(value, [key]), rest);
  if (schema instanceof z.ZodArray) return keysOf(schema.element, lookUp(value, [key]), rest);
  return [];
}

/** The known key that was most likely meant, if one is near. */
function nearest(key: string, known: readonly string[]): string | undefined {
  if (key.length > LONGEST) return undefined;
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(key.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const [best] = ranked;
  return best !== undefined && best.distance <= Math.max(2, Math.floor(key.length / 3)) ? best.candidate : undefined;
}

/** Levenshtein's distance: insertions, deletions and replacements from one text to the other. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replace = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, replace));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
