import { createServer } from 'node:http';
import { join } from 'node:path';
import { formatCsvRecord } from './csv.js';
import { ServingError } from './errors.js';
import { Model } from './model.js';
import { rowsFromCsv, rowsFromJson } from './signature.js';

/**
 * @typedef {import('node:http').IncomingMessage} Request
 * @typedef {import('node:http').ServerResponse} Response
 * @typedef {import('./model.js').Prediction} Prediction
 * @typedef {{ status: number, type: string, body: string, rows?: number, code?: string, failedIn?: string }} Answer
 */

/** SageMaker's own limit of a request to a real-time endpoint. */
const BODY_LIMIT = 6 * 1024 * 1024;
/** A body beyond the limit is read to its end, so that the client hears the answer, but no further than this. */
const READ_LIMIT = 10 * BODY_LIMIT;
const STOP_AFTER_MILLISECONDS = 25_000;
const JSON_TYPE = 'application/json';
const CSV_TYPE = 'text/csv';

/**
 * @param {string} event
 * @param {Record<string, unknown>} fields never features or predictions
 */
const log = (event, fields) => console.log(JSON.stringify({ time: new Date().toISOString(), event, ...fields }));

/**
 * @param {Request} request
 * @returns {Promise<string>}
 */
async function readBody(request) {
  /** @type {Buffer[]} */
  const chunks = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      size += chunk.length;
      if (size > READ_LIMIT) request.destroy();
      if (size <= BODY_LIMIT) chunks.push(chunk);
    }
  } catch {
    throw new ServingError(
      400,
      'RequestAborted',
      `the request ended after ${size} bytes, before its body was complete`,
    );
  }
  if (size > BODY_LIMIT) {
    throw new ServingError(
      413,
      'PayloadTooLarge',
      `got ${size} bytes, expected at most ${BODY_LIMIT}; send fewer rows`,
    );
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * @param {Model} model
 * @param {Request} request
 * @returns {Promise<Answer>}
 */
async function invoke(model, request) {
  const body = await readBody(request);
  const type = (request.headers['content-type'] ?? JSON_TYPE).split(';')[0]?.trim().toLowerCase();
  if (type === CSV_TYPE) {
    const rows = rowsFromCsv(model.signature, body);
    const lines = (await model.predict(rows)).map((one) => formatCsvRecord(Object.values(one)));
    return { status: 200, type: CSV_TYPE, body: `${lines.join('\n')}\n`, rows: rows.length };
  }
  if (type !== JSON_TYPE) {
    const message = `got the content type ${type}, expected ${JSON_TYPE} or ${CSV_TYPE}`;
    throw new ServingError(415, 'UnsupportedMediaType', message);
  }
  const rows = rowsFromJson(model.signature, body);
  const predictions = await model.predict(rows);
  return { status: 200, type: JSON_TYPE, body: JSON.stringify({ predictions }), rows: rows.length };
}

/**
 * @param {unknown} error
 * @returns {Answer}
 */
function errorAnswer(error) {
  const known =
    error instanceof ServingError ? error : new ServingError(500, 'Internal', 'the server failed', { cause: error });
  const body = JSON.stringify({ error: { code: known.code, message: known.message } });
  return {
    status: known.status,
    type: JSON_TYPE,
    body,
    code: known.code,
    ...(known.status >= 500 ? { failedIn: place(known) } : {}),
  };
}

/**
 * Where a failure came from, without the values that the runtime's message ends in.
 * @param {ServingError} error
 */
function place(error) {
  if (!(error.cause instanceof Error)) return error.message;
  const [head] = error.cause.message.split('Status Message:');
  return error.code === 'ModelFailure' ? head?.trim() : error.cause.name;
}

/**
 * @param {Model} model
 * @param {Request} request
 * @returns {Promise<Answer>}
 */
async function answer(model, request) {
  const path = request.url?.split('?')[0];
  try {
    if (request.method === 'GET' && path === '/ping') return { status: 200, type: JSON_TYPE, body: '{}' };
    if (request.method === 'POST' && path === '/invocations') return await invoke(model, request);
    throw new ServingError(404, 'NotFound', `got ${request.method} ${path}, expected GET /ping or POST /invocations`);
  } catch (error) {
    return errorAnswer(error);
  }
}

/**
 * @param {Model} model
 * @param {Request} request
 * @param {Response} response
 * @param {() => boolean} isStopping
 */
async function handle(model, request, response, isStopping) {
  const start = performance.now();
  const { status, type, body, ...facts } = await answer(model, request);
  if (isStopping()) response.shouldKeepAlive = false;
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
  // SageMaker pings every few seconds.
  if (request.url === '/ping') return;
  const milliseconds = Math.round((performance.now() - start) * 10) / 10;
  log('request', { method: request.method, path: request.url?.split('?')[0], status, milliseconds, ...facts });
}

async function main() {
  const model = await Model.load(join(process.env.SAGEMAKER_BASE_DIR ?? '/opt/ml', 'model'));
  const server = createServer((request, response) => void handle(model, request, response, () => !server.listening));
  // Longer than a load balancer's idle time, so that it is not we who close under a request.
  server.keepAliveTimeout = 65_000;
  server.on('error', fail);
  const port = Number(process.env.SAGEMAKER_BIND_TO_PORT ?? 8080);
  server.listen(port, '0.0.0.0', () => log('listening', { port, columns: model.signature.inputs.length }));
  process.once('SIGTERM', () => {
    log('stopping', {});
    server.close(() => process.exit(0));
    server.closeIdleConnections();
    setTimeout(() => process.exit(0), STOP_AFTER_MILLISECONDS).unref();
  });
}

/** @param {unknown} error */
function fail(error) {
  log('failed', { message: error instanceof Error ? error.message : String(error) });
  process.exit(1);
}

main().catch(fail);
