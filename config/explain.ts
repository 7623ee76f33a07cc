import * as z from 'zod';

/** One thing that is wrong in a configuration, in a line. */
export function explainIssue(issue: z.core.$ZodIssue, schema: z.ZodType, value: unknown, file: string): string[] {
  const line = (path: readonly PropertyKey[], found: string, allowed: string): string =>
    `${file}: ${textOf(path)}: found ${found}, allowed: ${allowed}`;
  if (issue.code === 'unrecognized_keys') {
    const keys = keysOf(schema, value, issue.path);
    return issue.keys.map((key) => {
      const near = nearest(key, keys);
      const hint = near === undefined ? '' : ` (did you mean "${near}"?)`;
      return line([...issue.path, key], `the unknown key "${key}"${hint}`, keys.join(', '));
    });
  }
  const found = lookUp(value, issue.path);
  return [line(issue.path, found === undefined ? 'nothing' : short(found), allowedBy(issue))];
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
      return article(issue.expected === 'int' ? 'whole number' : issue.expected);
    case 'too_small':
      return bound(issue.origin, issue.inclusive === false ? 'above' : 'at least', issue.minimum);
    case 'too_big':
      return bound(issue.origin, issue.inclusive === false ? 'below' : 'at most', issue.maximum);
    default:
      return issue.message.replace(/^expected /, '');
  }
}

function bound(origin: string, relation: string, limit: number | bigint): string {
  const of = origin === 'string' ? ' characters' : origin === 'array' ? ' entries' : '';
  return `${relation} ${limit}${of}`;
}

const article = (noun: string): string => `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;

const textOf = (path: readonly PropertyKey[]): string =>
  path.length === 0 ? '(the whole file)' : path.map(String).join('.');

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function lookUp(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}

/** The keys that the schema knows at a path of the value. */
function keysOf(schema: unknown, value: unknown, path: readonly PropertyKey[]): string[] {
  const [key, ...rest] = path;
  if (schema instanceof z.ZodOptional) return keysOf(schema.unwrap(), value, path);
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const kind = lookUp(value, [schema.def.discriminator]);
    const option = schema.options.find(
      (candidate) =>
        candidate instanceof z.ZodObject &&
        z.safeParse(candidate.shape[schema.def.discriminator] ?? z.never(), kind).success,
    );
    return keysOf(option, value, path);
  }
  if (schema instanceof z.ZodObject) {
    if (key === undefined) return Object.keys(schema.shape);
    return keysOf(schema.shape[String(key)], lookUp(value, [key]), rest);
  }
  if (schema instanceof z.ZodRecord && key !== undefined) return keysOf(schema.valueType, lookUp(value, [key]), rest);
  return [];
}

/** The known key that was most likely meant, if one is near. */
function nearest(key: string, known: readonly string[]): string | undefined {
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
