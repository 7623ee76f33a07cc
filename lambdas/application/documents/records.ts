import * as z from 'zod';
import { InvalidInput } from '../../domain/errors.js';
import { parseCsvRows } from './csv.js';
import { parseJsonDocument } from './parse.js';

const payload = z.object({
  observedContentType: z.string().optional(),
  mode: z.string().optional(),
  data: z.string(),
  encoding: z.enum(['JSON', 'CSV', 'BASE64']),
});

/** A SageMaker data-capture line; ours carries a record id in `inferenceId` and `key=value` custom attributes. */
export const captureLineSchema = z.object({
  captureData: z.object({ endpointInput: payload.optional(), endpointOutput: payload.optional() }),
  eventMetadata: z.object({
    eventId: z.string().min(1),
    inferenceId: z.string().optional(),
    customAttributes: z.array(z.string()).optional(),
    inferenceTime: z.iso.datetime({ offset: true }),
  }),
  eventVersion: z.string(),
});
export type CaptureLine = z.infer<typeof captureLineSchema>;

/** A SageMaker Model Monitor ground truth line; `eventId` is the record id. */
const groundTruthLineSchema = z.object({
  groundTruthData: z.object({ data: z.string(), encoding: z.literal('CSV') }),
  eventMetadata: z.object({ eventId: z.string().min(1) }),
  eventVersion: z.string(),
});

/** `<inference id>#<row>`; a bare id means row 0. */
export const recordId = (inferenceId: string, row = 0): string =>
  inferenceId.includes('#') ? inferenceId : `${inferenceId}#${row}`;

/** The record that a ground truth line is for, and its label. */
export interface GroundTruth {
  readonly id: string;
  /** Empty: the label is taken back. */
  readonly label: string;
}

/** Throws InvalidInput that names `what`; of more than one value, too. */
export function parseGroundTruth(line: string, what: string): GroundTruth {
  const { groundTruthData, eventMetadata } = parseJsonDocument(groundTruthLineSchema, line, what);
  const { data } = groundTruthData;
  const values = /[",\r\n]/.test(data) ? parseCsvRows(data, what).flat() : [data];
  const [label] = values;
  if (label === undefined || values.length > 1) {
    throw new InvalidInput(`${what}: groundTruthData.data has ${values.length} values, expected the label alone`);
  }
  return { id: recordId(eventMetadata.eventId), label };
}
