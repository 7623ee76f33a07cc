import { escapedLines } from './escaped.js';

/** What a person sees while they wait; nothing in it is a result. */
export interface Progress {
  /** Says that something happened. */
  readonly step: (text: string) => void;
  /** Replaces the last line on a terminal; is silent elsewhere. */
  readonly update: (text: string) => void;
  /** Leaves the terminal with a clean line. */
  readonly end: () => void;
}

export const silent: Progress = { step: () => {}, update: () => {}, end: () => {} };

export function progressOn(write: (text: string) => void, isTerminal: boolean): Progress {
  let open = false;
  const close = (): void => {
    if (open) write('\r\u001b[K');
    open = false;
  };
  return {
    step: (text) => {
      close();
      write(`${escapedLines(text, isTerminal)}\n`);
    },
    update: (text) => {
      if (!isTerminal) return;
      write(`\r\u001b[K${escapedLines(text, isTerminal)}`);
      open = true;
    },
    end: close,
  };
}

export function bytes(count: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = count;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
