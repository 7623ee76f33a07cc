import * as z from 'zod';
import { pastReportSchema } from '../monitoring/report-history.js';

/** What a card reads of a monitor's report. */
export const cardReportSchema = pastReportSchema.extend({
  columns: z.record(z.string(), z.object({ verdict: z.string(), broken: z.boolean() })),
  prediction: z.object({ verdict: z.string(), broken: z.boolean() }).nullable(),
});
export type CardReport = z.infer<typeof cardReportSchema>;
