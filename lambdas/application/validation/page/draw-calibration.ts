import * as z from 'zod';
import { type Html, html } from '../../page/html.js';
import { count } from '../../page/page.js';

/** Bins of scores with what came true, as the quality gate reports them. */
export const calibrationSchema = z
  .array(
    z.object({
      from: z.number(),
      to: z.number(),
      rows: z.number(),
      meanScore: z.number().nullable(),
      share: z.number().nullable(),
    }),
  )
  .min(2);

const SIZE = 200;
const at = (share: number): number => Math.round((1 - share) * SIZE * 10) / 10;
const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** How often what was predicted came true: on the diagonal it is as often as the model said. Larger dots have more rows. */
export function drawCalibration(bins: z.infer<typeof calibrationSchema>): Html {
  const most = Math.max(...bins.map(({ rows }) => rows), 1);
  const dots = bins.map(({ rows, meanScore, share }) =>
    meanScore === null || share === null
      ? null
      : html`<circle class="current" cx="${SIZE - at(meanScore)}" cy="${at(share)}" r="${Math.round((2 + 5 * Math.sqrt(rows / most)) * 10) / 10}"><title>${percent(meanScore)} said, ${percent(share)} came true, ${count(rows)} rows</title></circle>`,
  );
  const ticks = [0, 0.5, 1].map(
    (share) =>
      html`<text x="-6" y="${at(share) + 3}" text-anchor="end">${percent(share)}</text><text x="${SIZE - at(share)}" y="${SIZE + 14}" text-anchor="middle">${percent(share)}</text>`,
  );
  return html`<figure class="calibration"><svg viewBox="-40 -10 ${SIZE + 55} ${SIZE + 42}" role="img" aria-label="Calibration: share that came true, by predicted probability">
<rect class="frame" width="${SIZE}" height="${SIZE}"/><line class="ideal" x1="0" y1="${SIZE}" x2="${SIZE}" y2="0"/>${ticks}
<text x="${SIZE / 2}" y="${SIZE + 28}" text-anchor="middle">predicted probability</text>${dots}</svg>
<figcaption>Share that came true, by predicted probability, in ${bins.length} bins; on the line the model is as right as it says. A larger dot stands for more rows.</figcaption></figure>`;
}
