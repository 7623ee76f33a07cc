import * as z from 'zod';
import { type Bound, boundPill, boundWords, isWithin } from '../../page/bounds.js';
import type { Html } from '../../page/html.js';
import { type Cell, cell, number, table, unknown } from '../../page/parts.js';

/** A number as gates store it: what is not finite is text. */
export const storedNumber = z.union([z.number(), z.enum(['Infinity', '-Infinity', 'NaN']).transform(Number)]);
export const numbersSchema = z.record(z.string(), storedNumber);
export const intervalsSchema = z.record(z.string(), z.object({ lower: storedNumber, upper: storedNumber }));

export interface MeasuredMetrics {
  readonly metrics: Readonly<Record<string, number>>;
  readonly intervals?: z.infer<typeof intervalsSchema> | undefined;
  readonly bounds?: Readonly<Record<string, Bound>> | undefined;
  /** On the evaluation set before. */
  readonly previous?: Readonly<Record<string, number>> | undefined;
  /** Why a metric that has a bound was not measured. */
  readonly problems?: Readonly<Record<string, string>> | undefined;
  /** What a metric says, in a few words. */
  readonly meanings?: Readonly<Record<string, string>> | undefined;
}

/** A row a metric, those with a bound first: value, 95 % interval, what is asked for. */
export function metricTable(caption: string, measured: MeasuredMetrics): Html {
  const { metrics, intervals = {}, bounds = {}, previous, problems = {}, meanings } = measured;
  const names = [...new Set([...Object.keys(bounds), ...Object.keys(metrics)])];
  const rows = names.map((name): Cell[] => {
    const value = own(metrics, name);
    const bound = own(bounds, name);
    const problem = own(problems, name);
    const within = value === undefined || bound === undefined ? null : isWithin(value, bound);
    return [
      cell(name),
      value === undefined && problem !== undefined ? cell(unknown(problem)) : number(value ?? null),
      { content: intervalWords(own(intervals, name)) ?? unknown('–'), kind: 'number' },
      ...(previous === undefined ? [] : [number(own(previous, name) ?? null)]),
      cell(bound === undefined ? unknown('none') : boundWords(bound)),
      cell(boundPill(within, bound !== undefined)),
      ...(meanings === undefined ? [] : [cell(own(meanings, name) ?? '')]),
    ];
  });
  const before = previous === undefined ? [] : ['Set before'];
  const says = meanings === undefined ? [] : ['What it says'];
  const headings = ['Metric', 'Value', '95 % interval', ...before, 'Asked for', 'Verdict', ...says];
  return table(caption, headings, rows);
}

/** Names come from policies and submissions: `constructor` is one like any other. */
const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

const intervalWords = (interval: { readonly lower: number; readonly upper: number } | undefined): string | undefined =>
  interval && `${short(interval.lower)} – ${short(interval.upper)}`;

const short = (value: number): string => String(Number(value.toPrecision(4)));
