/** A number that JSON has not, and where it stands. */
export interface NonFinite {
  /** Keys and indices with dots between them; `(root)` for the whole text. */
  readonly path: string;
  /** `NaN`, `Infinity` or `-Infinity`. */
  readonly token: string;
}

interface Level {
  key: string;
  /** Of an array: the index of the entry. */
  index: number | undefined;
}

const MOST = 100;
const LONGEST_KEY = 80;

/**
 * The tokens NaN, Infinity and -Infinity of a text that would be JSON without them, 100 at most. It reads the text once;
 * of a text that is no JSON in other ways too, the paths are a best guess.
 */
export function findNonFinite(text: string): NonFinite[] {
  const found: NonFinite[] = [];
  const levels: Level[] = [];
  let lastString = '';
  let at = 0;
  while (at < text.length && found.length < MOST) {
    const character = text.charAt(at);
    const level = levels.at(-1);
    if (character === '"') {
      const end = endOfString(text, at);
      lastString = text.slice(at + 1, Math.min(end - 1, at + 1 + LONGEST_KEY));
      at = end;
      continue;
    }
    if (character === '{') levels.push({ key: '', index: undefined });
    else if (character === '[') levels.push({ key: '', index: 0 });
    else if (character === '}' || character === ']') levels.pop();
    else if (character === ':' && level !== undefined) level.key = lastString;
    else if (character === ',' && level?.index !== undefined) level.index += 1;
    else {
      const token = /-?(?:NaN|Infinity)\b/y;
      token.lastIndex = at;
      const [match] = token.exec(text) ?? [];
      if (match !== undefined) {
        const path = levels.map(({ key, index }) => index ?? key).join('.');
        found.push({ path: path === '' ? '(root)' : path, token: match });
        at += match.length;
        continue;
      }
    }
    at += 1;
  }
  return found;
}

/** Just after the closing quote of the string that starts here, or the end of the text. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charAt(at) !== '"') at += text.charAt(at) === '\\' ? 2 : 1;
  return Math.min(at + 1, text.length);
}
