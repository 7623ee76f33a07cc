import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A request that is signed for `execute-api` as `credentials` say, or not at all. */
export async function signedFetch(
  url: string,
  options: {
    readonly method: string;
    readonly body?: string;
    readonly region: string;
    readonly credentials?: Credentials;
    readonly signal: AbortSignal;
  },
): Promise<Response> {
  const { hostname, port, pathname, host, protocol } = new URL(url);
  const headers: Record<string, string> = { host, 'content-type': 'application/json' };
  const request = {
    method: options.method,
    protocol,
    hostname,
    ...(port !== '' && { port: Number(port) }),
    path: pathname,
    query: {},
    headers,
    ...(options.body !== undefined && { body: options.body }),
  };
  if (options.credentials !== undefined) {
    const signer = new SignatureV4({
      credentials: options.credentials,
      region: options.region,
      service: 'execute-api',
      sha256: Sha256,
    });
    Object.assign(headers, (await signer.sign(request)).headers);
  }
  const { host: _, ...sent } = headers;
  return fetch(url, {
    method: options.method,
    headers: sent,
    signal: AbortSignal.any([options.signal, AbortSignal.timeout(60_000)]),
    ...(options.body !== undefined && { body: options.body }),
  });
}
