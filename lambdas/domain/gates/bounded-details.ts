import type { Json } from '../canonical-json.js';
import { cut, cutName } from '../cut.js';
import { stored } from '../stored-number.js';

/** Characters of a text, of a name, and of all details of a gate; a value without text counts as ten. */
const MOST = { text: 20_000, name: 500, all: 4_000_000 } as const;
const VALUE = 10;

/** Details as JSON can hold them. What is too much is left out, and then an object says `cut: true`. */
export function boundedDetails(details: Json): Json {
  const room = { left: MOST.all };
  const bounded = within(details, room);
  return room.left < 0 && isRecord(bounded) ? { ...bounded, cut: true } : bounded;
}

export const isRecord = (value: Json): value is { readonly [key: string]: Json | undefined } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function within(value: Json, room: { left: number }): Json {
  room.left -= VALUE;
  if (typeof value === 'number') return stored(value);
  if (typeof value === 'string') {
    const text = cut(value, MOST.text);
    room.left -= text.length;
    return text;
  }
  if (Array.isArray(value)) {
    const items: Json[] = [];
    for (const item of value as readonly Json[]) {
      if (room.left < 0) break;
      items.push(within(item, room));
    }
    return items;
  }
  if (!isRecord(value)) return value;
  const entries: [string, Json][] = [];
  for (const [name, entry] of Object.entries(value)) {
    if (room.left < 0) break;
    if (entry === undefined) continue;
    room.left -= name.length;
    entries.push([cutName(name, MOST.name), within(entry, room)]);
  }
  return Object.fromEntries(entries);
}
