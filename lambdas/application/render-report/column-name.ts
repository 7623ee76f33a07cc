import { cut } from '../../domain/cut.js';
import { escapeUnprintable } from '../../domain/printable.js';
import { type Html, html } from '../page/html.js';

const LONGEST = 80;

/** A name or value of the data as it may stand in a page: short, in its own direction, the whole of it in a title. */
export function dataText(text: string, longest = LONGEST): Html {
  const whole = escapeUnprintable(text);
  const short = cut(whole, longest);
  if (short === '') return html`<bdi class="none">(empty)</bdi>`;
  return short === whole ? html`<bdi>${whole}</bdi>` : html`<bdi title="${cut(whole, 1_000)}">${short}</bdi>`;
}
