import { textOf } from './explain-issue.js';

interface Place {
  readonly value: unknown;
  readonly key?: string;
  readonly within?: Place;
}

/** Keys of a path that are told: no document of ours is as deep. */
const MOST_KEYS = 20;

/**
 * The path of a text, or key, that is no Unicode: half of a surrogate pair, which JSON and YAML can escape, and no store
 * takes. Undefined where there is none. Depth is no matter: it does not recurse.
 */
export function findLoneSurrogate(document: unknown): string | undefined {
  const places: Place[] = [{ value: document }];
  for (let place = places.pop(); place !== undefined; place = places.pop()) {
    const { value, key } = place;
    if (key?.isWellFormed() === false) return pathOf(place);
    if (typeof value === 'string' && !value.isWellFormed()) return pathOf(place);
    if (typeof value !== 'object' || value === null) continue;
    for (const [inner, of] of Object.entries(value)) places.push({ value: of, key: inner, within: place });
  }
  return undefined;
}

function pathOf(place: Place): string {
  const keys: string[] = [];
  for (let at: Place | undefined = place; at !== undefined; at = at.within) {
    if (at.key !== undefined) keys.push(at.key);
  }
  return textOf(keys.reverse().slice(0, MOST_KEYS));
}
