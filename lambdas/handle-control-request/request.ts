import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import type { ControlPorts } from '../application/control/control-ports.js';
import { modelName } from '../application/documents/manifest.js';
import { parseDocument, parseJsonDocument } from '../application/documents/parse.js';
import { InvalidInput } from '../domain/errors.js';
import { type HttpResponse, jsonResponse } from '../runtime/errors.js';

export interface Request {
  readonly ports: ControlPorts;
  readonly event: APIGatewayProxyEventV2;
  /** The caller's ARN, as API Gateway authenticated it. */
  readonly actor: string;
}

export type Route = (request: Request, path: unknown) => Promise<HttpResponse>;
export type Routes = Readonly<Record<string, Route>>;

const id = (longest: number) =>
  z
    .string()
    .regex(new RegExp(`^[A-Za-z0-9_-]{1,${longest}}$`), `expected 1 to ${longest} of A-Z, a-z, 0-9, "-" and "_"`);

export const everyPath = z.object({});
export const modelPath = z.object({ model: modelName });
export const versionPath = modelPath.extend({
  version: z
    .string()
    .regex(/^[1-9]\d{0,9}$/, 'expected a whole number from 1 to 9999999999')
    .transform(Number),
});
export const submissionPath = modelPath.extend({ submissionId: id(64) });
export const runPath = modelPath.extend({ runId: id(80) });

/** A submission of 100 files with the longest paths takes a fifth of it. */
const MAXIMUM_BODY_BYTES = 256 * 1024;

/** The body of a request, parsed; an absent one is `{}`. */
export function bodyOf<T>({ event: { body = '', isBase64Encoded } }: Request, schema: z.ZodType<T>): T {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > MAXIMUM_BODY_BYTES) {
    throw new InvalidInput(
      `The body has ${bytes.length} bytes, at most ${MAXIMUM_BODY_BYTES} are allowed: upload what is long with a submission`,
      { name: 'PayloadTooLarge' },
    );
  }
  const text = bytes.toString('utf8');
  return parseJsonDocument(schema, text === '' ? '{}' : text, 'The body', { values: 'shown' });
}

/** The query of a request, parsed; an absent one is `{}`. */
export function queryOf<T>({ event }: Request, schema: z.ZodType<T>): T {
  return parseDocument(schema, event.queryStringParameters ?? {}, 'The query', { values: 'shown' });
}

/** A page without scripts that loads nothing, whatever stands in it. */
export const htmlResponse = (statusCode: number, body: string): HttpResponse => ({
  statusCode,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    'x-content-type-options': 'nosniff',
  },
  body,
});

/** A route: the parameters that its path has to have, and what makes its answer. */
export const responds =
  <P>(parameters: z.ZodType<P>, respond: (request: Request, path: P) => Promise<HttpResponse>): Route =>
  async (request, path) =>
    respond(request, parseDocument(parameters, path, 'The path', { values: 'shown' }));

/** As `answers`, of a route that takes a query. */
export const answersQuery = <P, Q>(
  parameters: z.ZodType<P>,
  querySchema: z.ZodType<Q>,
  status: number,
  answer: (request: Request, path: P, query: Q) => Promise<unknown>,
): Route =>
  responds(parameters, async (request, path) =>
    jsonResponse(status, await answer(request, path, queryOf(request, querySchema))),
  );

const noQuery = z.strictObject({});

/** A route that answers with JSON: the parameters that its path has to have, the status, and what makes the body. */
export const answers = <P>(
  parameters: z.ZodType<P>,
  status: number,
  answer: (request: Request, path: P) => Promise<unknown>,
): Route => answersQuery(parameters, noQuery, status, answer);
