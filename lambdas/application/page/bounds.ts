import { shown } from '../../domain/gates/gate-result.js';
import { type Html, html } from './html.js';
import { unknown } from './parts.js';

export interface Bound {
  readonly minimum?: number | null | undefined;
  readonly maximum?: number | null | undefined;
}

/** What is asked of a number. */
export function boundWords({ minimum, maximum }: Bound): string {
  const low = minimum === null || minimum === undefined ? [] : [`at least ${shown(minimum)}`];
  const high = maximum === null || maximum === undefined ? [] : [`at most ${shown(maximum)}`];
  return [...low, ...high].join(', ');
}

/** Infinite compares as infinite; what is no number is not within anything. */
export const isWithin = (value: number, { minimum, maximum }: Bound): boolean =>
  value >= (minimum ?? Number.NEGATIVE_INFINITY) && value <= (maximum ?? Number.POSITIVE_INFINITY);

/** Whether a number holds; null where there is no number, or nothing is asked of it. */
export function boundPill(within: boolean | null, bounded: boolean): Html {
  if (within === null) return unknown(bounded ? 'not measured' : '–');
  return within ? html`<span class="pill good">within</span>` : html`<span class="pill bad">beyond</span>`;
}
