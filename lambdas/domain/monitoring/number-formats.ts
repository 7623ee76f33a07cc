/** Groups that are named; the others are counted. */
const NAMED = 3;

const NUMBER = /^\s*([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d{1,4}))?\s*$/;

/** Says which texts are one number in different formats, like `1` and `1.0`, each a category of its own; undefined where none are. */
export function warnOfNumberFormats(texts: readonly string[]): string | undefined {
  const groups = numberFormats(texts);
  if (groups.length === 0) return undefined;
  const named = groups.slice(0, NAMED).map((group) => group.map((text) => JSON.stringify(text)).join(' and '));
  const more = groups.length > NAMED ? `, and ${groups.length - NAMED} more,` : '';
  return `${named.join(', ')}${more} differ only in number format`;
}

/** Texts of one number in more than one format, in the order given. */
function numberFormats(texts: readonly string[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const text of texts) {
    const key = canonical(text);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [text]);
    else group.push(text);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

/** Sign, digits without zeros at either end, and exponent: no digit is rounded away. Undefined for what is no decimal number. */
function canonical(text: string): string | undefined {
  const match = NUMBER.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const written = whole + fraction;
  if (written === '') return undefined;
  const digits = written.replace(/^0+/, '').replace(/0+$/, '');
  if (digits === '') return '0';
  const trailing = written.length - written.replace(/0+$/, '').length;
  return `${sign === '-' ? '-' : ''}${digits}e${Number(exponent) - fraction.length + trailing}`;
}
