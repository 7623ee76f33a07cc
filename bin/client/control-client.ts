import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import * as z from 'zod';
import { ApiError, CommandError, networkReason } from './errors.js';
import { isPassing, type RetryOptions, retryAfter, retrying, TryAgain } from './retry.js';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Where the control API is, and who calls it. */
export interface Deployment {
  /** Without a slash at its end. */
  readonly controlUrl: string;
  readonly region: string;
  readonly credentials: () => Promise<Credentials>;
}

interface Call {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Whether a second arrival does no harm. */
  readonly repeatable: boolean;
}

const REQUEST_TIMEOUT = 35_000;
const errorSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** Signed calls of the control API. Errors are CommandErrors with the API's own message. */
export class ControlClient {
  private readonly signer: SignatureV4;

  constructor(
    private readonly deployment: Deployment,
    private readonly retry: RetryOptions = {},
  ) {
    const { credentials, region } = deployment;
    this.signer = new SignatureV4({ credentials, region, service: 'execute-api', sha256: Sha256 });
  }

  get<T>(path: string, schema: z.ZodType<T>, query?: Readonly<Record<string, string>>): Promise<T> {
    return this.call({ method: 'GET', path, repeatable: true, ...(query !== undefined && { query }) }, schema);
  }

  /** An answer that is not JSON, as it came. */
  getText(path: string, query: Readonly<Record<string, string>>): Promise<string> {
    return this.answer({ method: 'GET', path, repeatable: true, query }, (text) => text);
  }

  /** A fault after which the work may have been done is only retried when `repeatable`. */
  post<T>(path: string, body: unknown, schema: z.ZodType<T>, options: { readonly repeatable: boolean }): Promise<T> {
    return this.call({ method: 'POST', path, body, ...options }, schema);
  }

  /** What a put says is true after it however often it comes, so it is retried. */
  put<T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T> {
    return this.call({ method: 'PUT', path, body, repeatable: true }, schema);
  }

  private call<T>(call: Call, schema: z.ZodType<T>): Promise<T> {
    return this.answer(call, (text, what) => parseAnswer(what, text, schema));
  }

  private answer<T>(call: Call, parse: (text: string, what: string) => T): Promise<T> {
    const what = `${call.method} ${call.path}`;
    return retrying(async () => {
      const { status, text, wait } = await this.send(call, what);
      if (status >= 200 && status < 300) return parse(text, what);
      const failure = errorOf(what, status, text);
      if (status === 429 || (isPassing(status) && call.repeatable)) throw new TryAgain(failure, wait);
      throw failure;
    }, this.retry);
  }

  private async send(call: Call, what: string): Promise<{ status: number; text: string; wait: number }> {
    const url = new URL(this.deployment.controlUrl + call.path);
    for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, value);
    const body = call.body === undefined ? undefined : JSON.stringify(call.body);
    const { host: _, ...headers } = await this.signedHeaders(call, url, body);
    try {
      const signal = AbortSignal.timeout(REQUEST_TIMEOUT);
      const response = await fetch(url, { method: call.method, headers, signal, ...(body !== undefined && { body }) });
      return {
        status: response.status,
        text: await response.text(),
        wait: retryAfter(response.headers.get('retry-after')),
      };
    } catch (error) {
      const failure = new CommandError(`${what}: ${url.origin} can't be reached (${networkReason(error)})`, {
        cause: error,
      });
      throw call.repeatable ? new TryAgain(failure) : failure;
    }
  }

  private async signedHeaders(call: Call, url: URL, body: string | undefined): Promise<Record<string, string>> {
    const signed = await this.signer.sign({
      method: call.method,
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port !== '' && { port: Number(url.port) }),
      path: url.pathname,
      query: { ...call.query },
      headers: { host: url.host, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body }),
    });
    return signed.headers;
  }
}

function parseAnswer<T>(what: string, text: string, schema: z.ZodType<T>): T {
  const result = schema.safeParse(parseJson(text));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new CommandError(
    `${what}: the answer is not what this version of the command line expects (${issue?.path.join('.')}: ${issue?.message}); is the deployed platform of another version?`,
  );
}

function errorOf(what: string, status: number, text: string): ApiError {
  const { data } = errorSchema.safeParse(parseJson(text));
  if (data !== undefined) {
    const { code, message } = data.error;
    return new ApiError(`${what}: ${message} (${status} ${code})`, status, code);
  }
  const reason =
    status === 403
      ? 'refused (403): your role needs execute-api:Invoke on this route of the control API'
      : `the control API answered ${status}`;
  return new ApiError(`${what}: ${reason}`, status);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
