import type { Distribution } from '../../domain/monitoring/column-statistics.js';
import { describeNumber, describeShare } from '../../domain/monitoring/words.js';
import { type Html, html } from '../page/html.js';

const WIDTH = 240;
const HEIGHT = 64;
const round = (value: number): number => Math.round(value * 100) / 100;

/** Both distributions of a column in one inline picture: the baseline filled, the window as a line or as bars. */
export function drawDistribution(name: string, distribution: Distribution | null): Html {
  if (distribution === null) return html`<span class="none">nothing to draw</span>`;
  return distribution.kind === 'histogram' ? histogram(name, distribution) : categories(name, distribution);
}

function histogram(
  name: string,
  { edges, reference, current, outside }: Extract<Distribution, { kind: 'histogram' }>,
): Html {
  const top = Math.max(...reference, ...current, Number.MIN_VALUE);
  const step = WIDTH / Math.max(reference.length, 1);
  const y = (share: number): number => round(HEIGHT - (share / top) * (HEIGHT - 4));
  const outline = (shares: readonly number[]): string =>
    shares.map((share, i) => `${round(i * step)},${y(share)} ${round((i + 1) * step)},${y(share)}`).join(' ');
  const [low, high] = [edges[0] ?? 0, edges.at(-1) ?? 0];
  const beyond = outside > 0 ? html`<span class="outside">${describeShare(outside)} outside</span>` : null;
  return html`<figure><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Distribution of ${name}: baseline filled, window as a line" preserveAspectRatio="none">
<polygon class="reference" points="0,${HEIGHT} ${outline(reference)} ${WIDTH},${HEIGHT}"/>
<polyline class="current" points="0,${HEIGHT} ${outline(current)} ${WIDTH},${HEIGHT}" vector-effect="non-scaling-stroke"/>
</svg><figcaption><span>${describeNumber(low)}</span>${beyond}<span>${describeNumber(high)}</span></figcaption></figure>`;
}

const BAR = 7;
const ROW = 2 * BAR + 4;
const LABEL = 92;

function categories(name: string, { names, reference, current }: Extract<Distribution, { kind: 'categories' }>): Html {
  const top = Math.max(...reference, ...current, Number.MIN_VALUE);
  const width = (share: number): number => round((share / top) * (WIDTH - LABEL - 4));
  const bars = names.map((category, i) => {
    const y = i * ROW;
    const [was, is] = [reference[i] ?? 0, current[i] ?? 0];
    return html`<g><title>${category}: ${describeShare(was)} in the baseline, ${describeShare(is)} in the window</title>
<text x="${LABEL - 6}" y="${y + BAR + 4}" text-anchor="end">${shorten(category)}</text>
<rect class="reference" x="${LABEL}" y="${y}" width="${width(was)}" height="${BAR}"/>
<rect class="current" x="${LABEL}" y="${y + BAR}" width="${width(is)}" height="${BAR}"/></g>`;
  });
  return html`<figure><svg class="bars" viewBox="0 0 ${WIDTH} ${names.length * ROW}" role="img" aria-label="Shares of the categories of ${name}: baseline above, window below">${bars}</svg></figure>`;
}

const shorten = (text: string): string => (text.length > 16 ? `${text.slice(0, 15)}…` : text);
