import * as z from 'zod';
import { POSTTRAINING_METRICS, PRETRAINING_METRICS } from '../../../domain/bias/metric-names.js';
import type { Json } from '../../../domain/canonical-json.js';
import type { ValidationReport } from '../../documents/validation-report.js';
import { type Html, html } from '../../page/html.js';
import { count } from '../../page/page.js';
import { intervalsSchema, metricTable, numbersSchema } from './metric-table.js';

const biasSchema = z.object({
  evaluationSet: z.number(),
  facets: z.array(
    z.object({
      facet: z.string(),
      rows: z.number(),
      disadvantagedRows: z.number(),
      missingRows: z.number(),
      pretraining: numbersSchema,
      posttraining: numbersSchema,
      intervals: intervalsSchema,
      problems: z.record(z.string(), z.string()),
    }),
  ),
});
const MEANINGS: Readonly<Record<string, string>> = { ...PRETRAINING_METRICS, ...POSTTRAINING_METRICS };

/** A table a facet, with what each metric says. A is the advantaged side, D the rows of the facet. */
export function biasDetails(details: Json, policy: ValidationReport['policy']): Html | undefined {
  const parsed = biasSchema.safeParse(details);
  if (!parsed.success) return undefined;
  const facets = parsed.data.facets.map((facet) => {
    const missing = facet.missingRows === 0 ? null : html`, ${count(facet.missingRows)} without a value in its column`;
    const measured = {
      metrics: { ...facet.pretraining, ...facet.posttraining },
      intervals: facet.intervals,
      bounds: policy.bias?.metrics,
      problems: facet.problems,
      meanings: MEANINGS,
    };
    return html`<h3>${facet.facet}</h3><p>D: ${count(facet.disadvantagedRows)} of ${count(facet.rows)} rows${missing}. A: the others.</p>
${metricTable("By SageMaker Clarify's definitions", measured)}`;
  });
  return html`${facets}`;
}
