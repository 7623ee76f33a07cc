import type { Table } from '../datasets/table.js';

export interface TimeOrder {
  /** Evaluation rows that are no later than the newest training row. */
  readonly early: number;
  readonly newestTraining: string;
  /** Why the times were not compared. */
  readonly notChecked?: string;
}

/** Milliseconds since the epoch, or whatever a number counts; NaN for what tells no time. */
const timeOf = (text: string): number => {
  const number = Number(text);
  return text.trim() !== '' && Number.isFinite(number) ? number : Date.parse(text);
};

/** Whether every evaluation row is later than every training row. Rows without a time are left out. */
export function timeOrder(train: Table, evaluation: Table, time: string | undefined): TimeOrder {
  const notChecked = (why: string): TimeOrder => ({ early: 0, newestTraining: '', notChecked: why });
  if (time === undefined) return notChecked('the policy names no time column');
  const [of, and] = [timesIn(train, time), timesIn(evaluation, time)];
  if (of === undefined || and === undefined) {
    const lacking = of === undefined ? 'training' : 'evaluation';
    return notChecked(`the ${lacking} rows have no column "${time}"`);
  }
  if (of.length === 0 || and.length === 0) return notChecked(`column "${time}" is empty in the rows of one side`);
  if ([...of, ...and].some(({ at }) => Number.isNaN(at)))
    return notChecked(`column "${time}" has values that tell no time`);
  const newest = of.reduce((latest, row) => (row.at > latest.at ? row : latest), {
    text: '',
    at: Number.NEGATIVE_INFINITY,
  });
  return { early: and.filter(({ at }) => at <= newest.at).length, newestTraining: newest.text };
}

function timesIn({ columns, rows }: Table, time: string): { readonly text: string; readonly at: number }[] | undefined {
  const index = columns.indexOf(time);
  if (index < 0) return undefined;
  return rows.flatMap((row) => {
    const text = row[index] ?? '';
    return text === '' ? [] : [{ text, at: timeOf(text) }];
  });
}
