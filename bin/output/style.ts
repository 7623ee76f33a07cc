import { styleText } from 'node:util';

/** Colours, or none. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
}

/** Colour is for a terminal, and only where NO_COLOR (https://no-color.org) is unset or empty. */
export function styleFor(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): Style {
  const on = isTerminal && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';
  const style = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    on ? styleText(format, text, { validateStream: false }) : text;
  return { bold: style('bold'), faint: style('dim'), good: style('green'), bad: style('red') };
}

const GOOD = new Set(['Validated', 'Approved', 'Deploying', 'Deployed', 'Serving', 'SUCCEEDED', 'passed', 'ok']);
const BAD = new Set([
  'Rejected',
  'Quarantined',
  'RolledBack',
  'NotServing',
  'FAILED',
  'TIMED_OUT',
  'ABORTED',
  'failed',
  'drift',
]);

/** A status in the colour of its meaning. */
export function styledStatus(status: string, style: Style): string {
  if (GOOD.has(status)) return style.good(status);
  return BAD.has(status) ? style.bad(status) : status;
}
