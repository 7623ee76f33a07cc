import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { inferenceRoutes } from '../../lib/contracts/index.js';
import { describeModel, readModelReadiness } from '../application/describe-model.js';
import { parseInferRequest, parseInvocation } from '../application/documents/inference-request.js';
import type { InvokeModelPorts } from '../application/invoke-model.js';
import { formatCsvRows } from '../domain/datasets/table.js';
import { NotFound } from '../domain/errors.js';
import { encodeTensors } from '../domain/inference/tensors.js';
import type { Prediction, Row } from '../domain/signature.js';
import { type HttpResponse, jsonResponse } from '../runtime/errors.js';
import type { LogMore } from '../runtime/middleware.js';
import { answerInference } from './answer-inference.js';

interface Request {
  readonly model: string;
  readonly event: APIGatewayProxyEventV2;
  readonly more: LogMore;
}

const bodyOf = ({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): Buffer =>
  Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');

const mediaType = (header: string | undefined): string | undefined => header?.split(';')[0]?.trim().toLowerCase();

const asRow = ({ prediction, probability }: Prediction): Row => ({ prediction, probability: probability ?? null });

/** Open Inference Protocol V2. */
const infer = (ports: InvokeModelPorts, { model, event, more }: Request): Promise<HttpResponse> => {
  let outputs: readonly string[] | undefined;
  return answerInference(
    ports,
    {
      model,
      read: () => {
        const request = parseInferRequest(bodyOf(event));
        outputs = request.outputs;
        return request;
      },
      encode: ({ inferenceId, variant, answer }) => {
        const columns = answer.signature.outputs.filter(({ name }) => outputs?.includes(name) ?? true);
        return jsonResponse(200, {
          model_name: model,
          model_version: String(variant.version),
          id: inferenceId,
          outputs: encodeTensors(columns, answer.predictions.map(asRow)),
        });
      },
    },
    more,
  );
};

/** SageMaker's own body. The answer is CSV when `Accept` asks for it, or asks for nothing and the request was CSV. */
const invocations = (ports: InvokeModelPorts, { model, event, more }: Request): Promise<HttpResponse> => {
  const contentType = mediaType(event.headers['content-type']) ?? 'application/json';
  const accept = mediaType(event.headers.accept) ?? '*/*';
  const csv = accept === 'text/csv' || (accept === '*/*' && contentType === 'text/csv');
  const id = event.headers['x-mlops-inference-id'];
  return answerInference(
    ports,
    {
      model,
      read: () => parseInvocation(bodyOf(event), contentType, id),
      encode: ({ answer: { signature, predictions } }) => {
        if (!csv) return jsonResponse(200, { predictions });
        const names = signature.outputs.map(({ name }) => name);
        const rows = predictions.map(asRow).map((row) => names.map((name) => String(row[name] ?? '')));
        return { statusCode: 200, headers: { 'content-type': 'text/csv' }, body: formatCsvRows(rows) };
      },
    },
    more,
  );
};

const routes: Readonly<Record<string, (ports: InvokeModelPorts, request: Request) => Promise<HttpResponse>>> = {
  [inferenceRoutes.infer]: infer,
  [inferenceRoutes.invocations]: invocations,
  [inferenceRoutes.metadata]: async (ports, { model }) => jsonResponse(200, await describeModel(ports, model)),
  [inferenceRoutes.ready]: async (ports, { model }) => jsonResponse(200, await readModelReadiness(ports, model)),
};

/** Answers a request of the inference API. Throws NotFound for a route that is none of its own. */
export async function route(
  ports: InvokeModelPorts,
  event: APIGatewayProxyEventV2,
  more: LogMore,
): Promise<HttpResponse> {
  const answer = routes[event.routeKey];
  const model = event.pathParameters?.model;
  if (answer === undefined || model === undefined) {
    throw new NotFound(`There is no ${event.routeKey}: expected ${Object.values(inferenceRoutes).join(', ')}`);
  }
  return answer(ports, { model, event, more });
}
