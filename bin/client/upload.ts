import { createReadStream } from 'node:fs';
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Upload } from './documents.js';
import { CommandError, networkReason } from './errors.js';
import { isPassing, type RetryOptions, retryAfter, retrying, TryAgain } from './retry.js';

export interface UploadSource {
  readonly size: number;
  /** A fresh stream for every attempt. */
  readonly open: () => Readable;
}

export const fileSource = (path: string, size: number): UploadSource => ({ size, open: () => createReadStream(path) });

export function textSource(text: string): UploadSource {
  const bytes = Buffer.from(text, 'utf8');
  return { size: bytes.length, open: () => Readable.from([bytes]) };
}

const IDLE_TIMEOUT = 60_000;

/** Puts a file to its presigned URL, in one stream. `onBytes` hears how much of the present attempt has left. */
export function upload(
  target: Upload,
  source: UploadSource,
  onBytes: (sent: number) => void,
  retry: RetryOptions = {},
): Promise<void> {
  return retrying(async () => {
    const { status, text, wait } = await put(target, source, onBytes);
    if (status >= 200 && status < 300) return;
    const code = /<Code>([^<]+)<\/Code>/.exec(text)?.[1];
    const failure = new CommandError(
      `${target.path} was not taken: S3 answered ${status}${code === undefined ? '' : ` ${code}`}`,
    );
    throw isPassing(status) ? new TryAgain(failure, wait) : failure;
  }, retry);
}

async function put(
  target: Upload,
  source: UploadSource,
  onBytes: (sent: number) => void,
): Promise<{ status: number; text: string; wait: number }> {
  const url = new URL(target.url);
  const options: RequestOptions = { method: 'PUT', headers: { ...target.headers, 'content-length': source.size } };
  const request = url.protocol === 'http:' ? httpRequest(url, options) : httpsRequest(url, options);
  request.setTimeout(IDLE_TIMEOUT, () => request.destroy(new Error('the connection stood still for a minute')));
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve).once('error', reject);
  });
  let sent = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sent += chunk.length;
      onBytes(sent);
      done(null, chunk);
    },
  });
  // An early refusal ends the stream first; the answer says why, so it decides.
  const sending = pipeline(source.open(), counter, request).catch(() => undefined);
  try {
    const response = await answer;
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    return { status: response.statusCode ?? 0, text, wait: retryAfter(response.headers['retry-after']) };
  } catch (error) {
    throw new TryAgain(
      new CommandError(`${target.path} could not be sent to ${url.host} (${networkReason(error)})`, {
        cause: error,
      }),
    );
  } finally {
    request.destroy();
    await sending;
  }
}
