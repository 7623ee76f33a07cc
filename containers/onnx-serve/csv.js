import { invalidInput } from './errors.js';

/**
 * The records of a CSV text (RFC 4180: quotes, doubled quotes, line breaks in quotes; CRLF or LF). Blank lines are skipped.
 * @param {string} text
 * @returns {string[][]}
 */
export function parseCsv(text) {
  const records = [];
  let record = [];
  let position = 0;
  while (position < text.length) {
    let field;
    if (text[position] === '"') {
      const end = closingQuote(text, position + 1);
      field = text.slice(position + 1, end).replaceAll('""', '"');
      position = end + 1;
      if (position < text.length && !',\r\n'.includes(text[position])) {
        throw invalidInput(`row ${records.length}: got text after a closing quote, expected a comma or the line's end`);
      }
    } else {
      const end = endOfField(text, position);
      field = text.slice(position, end);
      position = end;
    }
    record.push(field);
    if (text[position] === ',') {
      position += 1;
      if (position < text.length) continue;
      record.push('');
    }
    position += text.startsWith('\r\n', position) ? 2 : 1;
    if (record.length > 1 || record[0] !== '') records.push(record);
    record = [];
  }
  return records;
}

/**
 * @param {string} text
 * @param {number} from
 */
function closingQuote(text, from) {
  let end = text.indexOf('"', from);
  while (end !== -1 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
  if (end === -1) throw invalidInput('got a quote that is never closed, expected CSV as in RFC 4180');
  return end;
}

/**
 * @param {string} text
 * @param {number} from
 */
function endOfField(text, from) {
  let end = from;
  while (end < text.length && text[end] !== ',' && text[end] !== '\n' && text[end] !== '\r') end += 1;
  return end;
}

/** @param {readonly (string | number | boolean)[]} values */
export const formatCsvRecord = (values) =>
  values
    .map((value) => (/[",\r\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : value))
    .join(',');
