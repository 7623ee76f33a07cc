/**
 * A text of at most `most` UTF-16 units that any store takes: what is longer ends in `…`, never within a character, and
 * half of a surrogate pair is replaced. A text that was cut stays as it is.
 */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text.toWellFormed();
  const start = text.slice(0, most - 1);
  return `${start.replace(/[\ud800-\udbff]$/, '').toWellFormed()}…`;
}

/** The same, of at most `most` bytes of JSON without its quotes. */
export function cutToBytes(text: string, most: number): string {
  const short = cut(text, most);
  if (jsonBytes(short) <= most) return short;
  const kept: string[] = [];
  let left = most - jsonBytes('…');
  for (const character of short) {
    left -= jsonBytes(character);
    if (left < 0) break;
    kept.push(character);
  }
  return `${kept.join('')}…`;
}

/** The same on one line, without control characters. */
export const cutLine = (text: string, most: number): string =>
  cutToBytes(cut(text, most).replace(/[\p{Cc}\u2028\u2029]+/gu, ' '), most);

/** A name of a field that every store and reader keeps: none is empty, and parsers drop `__proto__`. */
export const cutName = (name: string, most: number): string =>
  cutLine(name === '' || name === '__proto__' ? `(${name})` : name, most);

const jsonBytes = (text: string): number => Buffer.byteLength(JSON.stringify(text)) - 2;
