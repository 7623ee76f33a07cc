import { escapeUnprintable } from '../../lambdas/domain/printable.js';

const ESCAPE = '\u001b';
/** Colours, as `styleText` writes them. */
const COLOURS = new RegExp(`(${ESCAPE}\\[\\d{1,2}m)`);

/** Lines for a terminal: what they quote of models and people can't steer it. Colours stay where there are any. */
export const escapedLines = (text: string, coloured: boolean): string =>
  text
    .split(coloured ? COLOURS : /(?!)/)
    .map((part, index) => (index % 2 === 1 ? part : escapeUnprintable(part, '\n\t')))
    .join('');

/** JSON in one line, the same value: such characters stand in texts only, where JSON has escapes for them. */
export const escapedJson = (json: string): string => escapeUnprintable(json);
