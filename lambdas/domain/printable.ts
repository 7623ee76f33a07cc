/**
 * What has no place in a name, and acts on the terminal or page that shows it: control characters, ends of lines, and marks
 * that turn the direction of the text around them (Unicode Standard Annex 9; CVE-2021-42574).
 */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

export const isPrintable = (text: string): boolean => text.search(UNPRINTABLE) < 0;

/** The text with such characters as JSON writes them, `\u001b`, but for those to keep. */
export const escapeUnprintable = (text: string, keep = ''): string =>
  text.replace(UNPRINTABLE, (character) =>
    keep.includes(character) ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
