import middy, { type MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type * as z from 'zod';
import type { HandlerName } from '../../lib/contracts/index.js';
import { parseDocument } from '../application/documents/parse.js';
import { asMlopsError, errorResponse, type HttpResponse } from './errors.js';
import { type LogFields, log } from './log.js';

/** What a use case adds to the one line that is logged when its request ends. */
export type LogMore = (fields: LogFields) => void;

interface Line {
  readonly started: number;
  fields: LogFields;
}

const isResponse = (value: unknown): value is HttpResponse =>
  typeof value === 'object' && value !== null && 'statusCode' in value && typeof value.statusCode === 'number';

/** One line a request, with duration and outcome; it is used first, so that it runs last. */
function requestLog(handler: HandlerName, lines: WeakMap<Context, Line>): MiddlewareObj {
  const end = (event: string, context: Context, response: unknown, fields: LogFields): void => {
    const line = lines.get(context);
    const durationMs = line === undefined ? undefined : Math.round(performance.now() - line.started);
    const status = isResponse(response) ? response.statusCode : undefined;
    log(event, { handler, requestId: context.awsRequestId, durationMs, status, ...line?.fields, ...fields });
  };
  return {
    before: ({ context }) => {
      lines.set(context, { started: performance.now(), fields: {} });
    },
    after: ({ context, response }) => end('request.completed', context, response, {}),
    onError: ({ context, error, response }) => {
      const known = asMlopsError(error);
      const cause = known.cause instanceof Error ? known.cause.stack : undefined;
      end('request.failed', context, response, { error: known.name, message: known.message, cause });
    },
  };
}

/** Errors leave as ours, so that Step Functions can retry and catch them by the name of their family. */
const namedErrors: MiddlewareObj = {
  onError: (request) => {
    request.error = asMlopsError(request.error);
  },
};

/** Errors become answers, by the one table. */
const errorAnswers: MiddlewareObj = {
  onError: (request) => {
    request.response = errorResponse(request.error);
  },
};

function stack<E, R>(handler: HandlerName, last: MiddlewareObj, handle: (event: E, more: LogMore) => Promise<R>) {
  const lines = new WeakMap<Context, Line>();
  return middy<E, R>({ timeoutEarlyInMillis: 0 })
    .use(requestLog(handler, lines) as MiddlewareObj<E, R>)
    .use(last as MiddlewareObj<E, R>)
    .handler((event: E, context: Context) =>
      handle(event, (fields) => {
        const line = lines.get(context);
        if (line !== undefined) line.fields = { ...line.fields, ...fields };
      }),
    );
}

/** A handler behind an HTTP API (payload format 2.0); what it throws becomes an answer. */
export const apiHandler = (
  handler: HandlerName,
  handle: (event: APIGatewayProxyEventV2, more: LogMore) => Promise<HttpResponse>,
) => stack(handler, errorAnswers, handle);

/** A task of a state machine, or a synchronous call: input parsed by `schema`; errors thrown by the family's name. */
export const taskHandler = <I, O>(
  handler: HandlerName,
  schema: z.ZodType<I>,
  useCase: (input: I, more: LogMore) => Promise<O>,
) =>
  stack(handler, namedErrors, (event: unknown, more) =>
    useCase(parseDocument(schema, event, `The input of ${handler}`), more),
  );

/** The consumer of an event (EventBridge, SNS, a stream): parsed by `schema`; a throw makes AWS deliver it again. */
export const eventHandler = <I, O = void>(
  handler: HandlerName,
  schema: z.ZodType<I>,
  handle: (event: I, more: LogMore) => Promise<O>,
) =>
  stack(handler, namedErrors, (event: unknown, more) =>
    handle(parseDocument(schema, event, `The event of ${handler}`), more),
  );
