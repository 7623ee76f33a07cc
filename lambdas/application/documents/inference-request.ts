import * as z from 'zod';
import { InvalidInput } from '../../domain/errors.js';
import { checkColumns } from '../../domain/inference/check-columns.js';
import { DATATYPES, decodeTensors, isValue } from '../../domain/inference/tensors.js';
import type { InputColumn, Row, Signature, Value } from '../../domain/signature.js';
import { parseCsvRows } from './csv.js';
import { parseJsonDocument } from './parse.js';

/** Bytes of a request's body, and of what an endpoint is called with: the limit of serverless endpoints. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

const inferenceId = z.string().regex(/^[A-Za-z0-9._:-]{1,128}$/, 'expected 1 to 128 of A-Z, a-z, 0-9 and ". _ : -"');

const inferRequestSchema = z.object({
  id: inferenceId.optional(),
  inputs: z
    .array(
      z.object({
        name: z.string(),
        shape: z.array(z.int().min(0)),
        datatype: z.enum(DATATYPES),
        data: z.array(z.unknown()),
      }),
    )
    .min(1),
  outputs: z.array(z.object({ name: z.string() })).optional(),
});

const value: z.ZodType<Value> = z.custom<Value>(isValue, 'expected a finite number, a string, a boolean or null');
const instancesSchema = z.object({ instances: z.array(z.record(z.string(), value)) });

/** A request as it came, before it is known which version answers it. */
export interface InferenceRequest {
  /** The client's own; by default the gateway makes one. */
  readonly inferenceId?: string;
  /** Names of the outputs that the client asked for; by default all. */
  readonly outputs?: readonly string[];
  /** The rows, held against the columns of the version that answers. Throws InvalidInput. */
  rows(signature: Signature): readonly Row[];
}

export function checkBodySize(bytes: number, what: string): void {
  if (bytes <= MAX_BODY_BYTES) return;
  throw new InvalidInput(`${what} has ${bytes} bytes, expected at most ${MAX_BODY_BYTES}: send fewer rows at a time`, {
    name: 'PayloadTooLarge',
  });
}

function checked(signature: Signature, rows: readonly Row[]): readonly Row[] {
  checkColumns(signature, rows);
  return rows;
}

/** The body of `POST /v2/models/{model}/infer` (Open Inference Protocol V2). Throws InvalidInput. */
export function parseInferRequest(body: Buffer): InferenceRequest {
  checkBodySize(body.byteLength, 'The body');
  const { id, inputs, outputs } = parseJsonDocument(inferRequestSchema, body.toString('utf8'), 'The body');
  return {
    ...(id === undefined ? {} : { inferenceId: id }),
    ...(outputs === undefined ? {} : { outputs: outputs.map((output) => output.name) }),
    rows: (signature) => {
      checkOutputs(signature, outputs ?? []);
      return checked(signature, decodeTensors(inputs));
    },
  };
}

function checkOutputs(signature: Signature, asked: readonly { readonly name: string }[]): void {
  const known = signature.outputs.map((output) => output.name);
  const unknown = asked.find(({ name }) => !known.includes(name));
  if (unknown === undefined) return;
  throw new InvalidInput(`There is no output "${unknown.name}": expected some of ${known.join(', ')}`);
}

/** The text of a CSV field by its column's type; what does not fit stays text, for the container to refuse. */
function cell({ type }: InputColumn, text: string): Value {
  if (text === '') return null;
  if (type === 'boolean' && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  const number = type === 'double' || type === 'long' ? Number(text) : Number.NaN;
  return Number.isFinite(number) && text.trim() !== '' ? number : text;
}

function csvRows(signature: Signature, body: string): readonly Row[] {
  const { inputs } = signature;
  return parseCsvRows(body, 'The body').map((texts, row) => {
    if (texts.length !== inputs.length) {
      const names = inputs.map((column) => column.name).join(', ');
      throw new InvalidInput(`row ${row}: got ${texts.length} values, expected ${inputs.length} (${names})`);
    }
    return Object.fromEntries(inputs.map((column, index) => [column.name, cell(column, texts[index] ?? '')]));
  });
}

/**
 * The body of `POST /models/{model}/invocations`, as SageMaker takes it: JSON `{"instances":[{column: value}]}`, or CSV in
 * the order of the signature without a header. `id` is the client's inference id, from a header. Throws InvalidInput.
 */
export function parseInvocation(body: Buffer, contentType: string, id?: string): InferenceRequest {
  checkBodySize(body.byteLength, 'The body');
  const given = inferenceId.optional().safeParse(id);
  if (!given.success) throw new InvalidInput(`The inference id is not valid: ${given.error.issues[0]?.message}`);
  const identity = given.data === undefined ? {} : { inferenceId: given.data };
  if (contentType === 'text/csv') {
    return { ...identity, rows: (signature) => checked(signature, csvRows(signature, body.toString('utf8'))) };
  }
  if (contentType !== 'application/json') {
    throw new InvalidInput(`Content type "${contentType}" is not known: expected application/json or text/csv`);
  }
  const { instances } = parseJsonDocument(instancesSchema, body.toString('utf8'), 'The body');
  return { ...identity, rows: (signature) => checked(signature, instances) };
}
