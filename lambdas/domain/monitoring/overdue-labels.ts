/** Labels that should have come by a window's end, and did not. */
export interface OverdueLabels {
  /** When the newest were written, as ISO 8601; null where none ever came. */
  readonly newest: string | null;
  /** Labels are expected once in this time. */
  readonly withinSeconds: number;
}

export function overdueReason({ newest, withinSeconds }: OverdueLabels): string {
  const last = newest === null ? 'none ever came' : `the newest came at ${newest}`;
  return `labels are overdue: ${last}, one every ${describeSeconds(withinSeconds)} expected`;
}

const UNITS = [
  ['days', 86_400],
  ['hours', 3_600],
  ['minutes', 60],
] as const;

/** In the longest unit of which it is two or more, and whole: `36 hours`. */
function describeSeconds(seconds: number): string {
  const unit = UNITS.find(([, length]) => seconds >= 2 * length && seconds % length === 0);
  return unit === undefined ? `${seconds} seconds` : `${seconds / unit[1]} ${unit[0]}`;
}
