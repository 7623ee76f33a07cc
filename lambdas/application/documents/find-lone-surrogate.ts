import { textOf } from './explain-issue.js';

/**
 * The path of the first text, or key, that is no Unicode: half of a surrogate pair, which JSON and YAML can escape, and
 * no store takes. Undefined where there is none.
 */
export function findLoneSurrogate(value: unknown, path: readonly string[] = []): string | undefined {
  if (typeof value === 'string') return value.isWellFormed() ? undefined : textOf(path);
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const at = [...path, key];
    if (!key.isWellFormed()) return textOf(at);
    const found = findLoneSurrogate(inner, at);
    if (found !== undefined) return found;
  }
  return undefined;
}
