import { cut } from '../../domain/cut.js';
import type { Distribution } from '../../domain/monitoring/column-statistics.js';
import { describeNumber, describeShare } from '../../domain/monitoring/words.js';
import { escapeUnprintable } from '../../domain/printable.js';
import { type Html, html } from '../page/html.js';
import type { SideNames } from './side-names.js';

const WIDTH = 240;
const LONGEST_NAME = 80;
const HEIGHT = 64;
const round = (value: number): number => Math.round(value * 100) / 100;

/** Both distributions of a column in one inline picture: the baseline filled, the window as a line or as bars. */
export function drawDistribution(column: string, distribution: Distribution | null, sides: SideNames): Html {
  if (distribution === null) return html`<span class="none">nothing to draw</span>`;
  const name = escapeUnprintable(cut(column, LONGEST_NAME));
  return distribution.kind === 'histogram'
    ? histogram(name, distribution, sides)
    : categories(name, distribution, sides);
}

function histogram(
  name: string,
  { edges, reference, current, outside }: Extract<Distribution, { kind: 'histogram' }>,
  sides: SideNames,
): Html {
  const top = Math.max(...reference, ...current, Number.MIN_VALUE);
  const step = WIDTH / Math.max(reference.length, 1);
  const y = (share: number): number => round(HEIGHT - (share / top) * (HEIGHT - 4));
  const outline = (shares: readonly number[]): string =>
    shares.map((share, i) => `${round(i * step)},${y(share)} ${round((i + 1) * step)},${y(share)}`).join(' ');
  const [low, high] = [edges[0] ?? 0, edges.at(-1) ?? 0];
  const beyond = outside > 0 ? html`<span class="outside">${describeShare(outside)} outside</span>` : null;
  return html`<figure><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Distribution of ${name}: ${sides.reference} filled, ${sides.current} as a line" preserveAspectRatio="none">
<polygon class="reference" points="0,${HEIGHT} ${outline(reference)} ${WIDTH},${HEIGHT}"/>
<polyline class="current" points="0,${HEIGHT} ${outline(current)} ${WIDTH},${HEIGHT}" vector-effect="non-scaling-stroke"/>
</svg><figcaption><span>${describeNumber(low)}</span>${beyond}<span>${describeNumber(high)}</span></figcaption></figure>`;
}

const BAR = 7;
const ROW = 2 * BAR + 4;
const LABEL = 92;
/** In characters. */
const LABEL_WIDTH = 15;

function categories(
  name: string,
  { names, reference, current }: Extract<Distribution, { kind: 'categories' }>,
  sides: SideNames,
): Html {
  const top = Math.max(...reference, ...current, Number.MIN_VALUE);
  const width = (share: number): number => round((share / top) * (WIDTH - LABEL - 4));
  const bars = names.map((category, i) => {
    const y = i * ROW;
    const [was, is] = [reference[i] ?? 0, current[i] ?? 0];
    return html`<g><title>${escapeUnprintable(cut(category, LONGEST_NAME))}: ${describeShare(was)} in the ${sides.reference}, ${describeShare(is)} in the ${sides.current}</title>
<text x="${LABEL - 6}" y="${y + BAR + 4}" text-anchor="end">${shorten(escapeUnprintable(category))}</text>
<rect class="reference" x="${LABEL}" y="${y}" width="${width(was)}" height="${BAR}"/>
<rect class="current" x="${LABEL}" y="${y + BAR}" width="${width(is)}" height="${BAR}"/></g>`;
  });
  return html`<figure><svg class="bars" viewBox="0 0 ${WIDTH} ${names.length * ROW}" role="img" aria-label="Shares of the categories of ${name}: ${sides.reference} above, ${sides.current} below">${bars}</svg></figure>`;
}

/** Wide characters count twice. */
function shorten(text: string): string {
  let width = 0;
  let short = '';
  for (const character of text) {
    width += character > '\u2e7f' ? 2 : 1;
    if (width > LABEL_WIDTH) return `${short}…`;
    short += character;
  }
  return short;
}
