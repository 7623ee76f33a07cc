import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import { controlRoutes } from '../../lib/contracts/index.js';
import type { ControlPorts } from '../application/control/control-ports.js';
import {
  listModels,
  listVersions,
  readModel,
  readVersion,
  versionPageQuerySchema,
} from '../application/control/models.js';
import {
  readMonitorRun,
  readRetraining,
  startMonitorRun,
  startMonitorRunBodySchema,
  startRetraining,
  startRetrainingBodySchema,
} from '../application/control/runs.js';
import { openNewSubmission, openSubmissionBodySchema, readSubmission } from '../application/control/submissions.js';
import { modelName } from '../application/documents/manifest.js';
import { parseDocument, parseJsonDocument } from '../application/documents/parse.js';
import { Internal, NotFound } from '../domain/errors.js';
import { type HttpResponse, jsonResponse } from '../runtime/errors.js';
import type { LogMore } from '../runtime/middleware.js';

interface Request {
  readonly ports: ControlPorts;
  readonly event: APIGatewayProxyEventV2;
  /** The caller's ARN, as API Gateway authenticated it. */
  readonly actor: string;
}

const id = (longest: number) =>
  z
    .string()
    .regex(new RegExp(`^[A-Za-z0-9_-]{1,${longest}}$`), `expected 1 to ${longest} of A-Z, a-z, 0-9, "-" and "_"`);

const everyPath = z.object({});
const modelPath = z.object({ model: modelName });
const versionPath = modelPath.extend({ version: z.coerce.number().int().min(1).max(9_999_999_999) });
const submissionPath = modelPath.extend({ submissionId: id(64) });
const runPath = modelPath.extend({ runId: id(80) });

const callerSchema = z.object({
  authorizer: z.object({ iam: z.object({ userArn: z.string().min(1) }) }),
});

function bodyOf<T>({ event: { body = '', isBase64Encoded } }: Request, schema: z.ZodType<T>): T {
  const text = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8').toString('utf8');
  return parseJsonDocument(schema, text === '' ? '{}' : text, 'The body');
}

type Route = (request: Request, path: unknown) => Promise<HttpResponse>;

/** A route: the parameters that its path has to have, the status of its answer, and what makes that. */
const answers =
  <P>(parameters: z.ZodType<P>, status: number, answer: (request: Request, path: P) => Promise<unknown>): Route =>
  async (request, path) =>
    jsonResponse(status, await answer(request, parseDocument(parameters, path, 'The path')));

const routes: Readonly<Record<string, Route>> = {
  [controlRoutes.openSubmission]: answers(modelPath, 201, (request, { model }) =>
    openNewSubmission(request.ports, request.actor, model, bodyOf(request, openSubmissionBodySchema)),
  ),
  [controlRoutes.readSubmission]: answers(submissionPath, 200, ({ ports }, { model, submissionId }) =>
    readSubmission(ports, model, submissionId),
  ),
  [controlRoutes.listModels]: answers(everyPath, 200, ({ ports }) => listModels(ports)),
  [controlRoutes.readModel]: answers(modelPath, 200, ({ ports }, { model }) => readModel(ports, model)),
  [controlRoutes.listVersions]: answers(modelPath, 200, ({ ports, event }, { model }) =>
    listVersions(ports, model, parseDocument(versionPageQuerySchema, event.queryStringParameters ?? {}, 'The query')),
  ),
  [controlRoutes.readVersion]: answers(versionPath, 200, ({ ports }, { model, version }) =>
    readVersion(ports, model, version),
  ),
  [controlRoutes.startRetraining]: answers(modelPath, 202, (request, { model }) =>
    startRetraining(request.ports, request.actor, model, bodyOf(request, startRetrainingBodySchema)),
  ),
  [controlRoutes.readRetraining]: answers(runPath, 200, ({ ports }, { model, runId }) =>
    readRetraining(ports, model, runId),
  ),
  [controlRoutes.startMonitorRun]: answers(modelPath, 202, (request, { model }) =>
    startMonitorRun(request.ports, request.actor, model, bodyOf(request, startMonitorRunBodySchema)),
  ),
  [controlRoutes.readMonitorRun]: answers(runPath, 200, ({ ports }, { model, runId }) =>
    readMonitorRun(ports, model, runId),
  ),
};

/** Answers a request by its route. A request without an authenticated caller is a defect of the deployment. */
export async function route(ports: ControlPorts, event: APIGatewayProxyEventV2, more: LogMore): Promise<HttpResponse> {
  const found = routes[event.routeKey];
  if (found === undefined) throw new NotFound(`There is no route ${event.routeKey}`);
  const caller = callerSchema.safeParse(event.requestContext);
  if (!caller.success) throw new Internal('The request has no IAM identity: the API has to authorize with IAM');
  const actor = caller.data.authorizer.iam.userArn;
  const path = event.pathParameters ?? {};
  more({ route: event.routeKey, actor, model: path.model });
  return found({ ports, event, actor }, path);
}
