import * as z from 'zod';

const templateSchema = z.looseObject({ Resources: z.record(z.string(), z.looseObject({ Type: z.string() })) });
const definitionSchema = z.union([
  z.string().transform((text) => [text]),
  z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) }).transform((join) => join['Fn::Join'][1]),
]);

/** One place where two templates differ; `none` is nothing at all. */
export interface TemplateDifference {
  /** Logical ids without their hashes, keys and positions, joined by dots. */
  readonly path: string;
  /** As JSON; of a resource that only one template has, its type. */
  readonly first: string;
  readonly second: string;
}

const withoutHash = (logicalId: string): string => logicalId.replace(/[0-9A-F]{8}$/, '');

/** A state machine's definition as the document that it is, with each reference as the text of its JSON. */
function definitionOf(value: unknown): unknown {
  const parts = definitionSchema.parse(value);
  const reference = (part: unknown): string => JSON.stringify(JSON.stringify(part)).slice(1, -1);
  return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : reference(part))).join(''));
}

/** The document that a text is, such as a handler's settings; else the value itself, a part of a document too. */
function documentOf(value: unknown): unknown {
  if (typeof value !== 'string' || !value.startsWith('{')) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Every value by its path. */
function flatten(value: unknown, path: string, found = new Map<string, string>()): Map<string, string> {
  if (path.endsWith('.DefinitionString')) return flatten(definitionOf(value), path.replace(/String$/, ''), found);
  const content = documentOf(value);
  const entries = typeof content === 'object' && content !== null ? Object.entries(content) : [];
  if (entries.length === 0) found.set(path, JSON.stringify(content));
  for (const [key, inner] of entries) flatten(inner, `${path}.${key}`, found);
  return found;
}

function differencesOf(path: string, first: unknown, second: unknown): TemplateDifference[] {
  const [ours, theirs] = [flatten(first, path), flatten(second, path)];
  return [...new Set([...ours.keys(), ...theirs.keys()])]
    .filter((key) => ours.get(key) !== theirs.get(key))
    .map((key) => ({ path: key, first: ours.get(key) ?? 'none', second: theirs.get(key) ?? 'none' }));
}

/** All that differs between two templates: resource by resource, value by value, and every section beside. */
export function templateDifferences(first: unknown, second: unknown): TemplateDifference[] {
  const { Resources: a, ...aside } = templateSchema.parse(first);
  const { Resources: b, ...beside } = templateSchema.parse(second);
  const resources = [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((id) => {
    const [left, right] = [a[id], b[id]];
    const path = withoutHash(id);
    if (left !== undefined && right !== undefined) return differencesOf(path, left, right);
    return [{ path, first: left?.Type ?? 'none', second: right?.Type ?? 'none' }];
  });
  return [...resources, ...differencesOf('(template)', aside, beside)];
}
