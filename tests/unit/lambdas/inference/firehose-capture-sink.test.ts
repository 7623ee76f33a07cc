import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { afterEach, describe, expect, it } from 'vitest';
import { FirehoseCaptureSink } from '../../../../lambdas/adapters/firehose/firehose-capture-sink.js';

/** A server that speaks PutRecordBatch and refuses records, or calls, as told: no emulator makes these faults. */
interface Fault {
  readonly call?: 'error' | 'hang';
  readonly refuse?: (data: string) => boolean;
}

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function firehose(faults: readonly Fault[]) {
  const calls: string[][] = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { Records } = JSON.parse(Buffer.concat(chunks).toString()) as { Records: { Data: string }[] };
      const records = Records.map(({ Data }) => Buffer.from(Data, 'base64').toString());
      const fault = faults[Math.min(calls.length, faults.length - 1)] ?? {};
      calls.push(records);
      if (fault.call === 'hang') return;
      const results = records.map((data) =>
        fault.refuse?.(data)
          ? { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'slow down' }
          : { RecordId: 'r' },
      );
      response.statusCode = fault.call === 'error' ? 500 : 200;
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      response.end(
        fault.call === 'error'
          ? JSON.stringify({ __type: 'InternalFailure', message: 'no' })
          : JSON.stringify({
              FailedPutCount: results.filter((result) => 'ErrorCode' in result).length,
              RequestResponses: results,
            }),
      );
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const client = new FirehoseClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
  return { client, calls };
}

const lines = (n: number, text = 'x'): string[] => Array.from({ length: n }, (_, i) => `${i}${text}\n`);

describe('FirehoseCaptureSink', () => {
  it('sends a record a line, at most 500 a call', async () => {
    const { client, calls } = await firehose([{}]);
    expect(await new FirehoseCaptureSink(client).put('s', lines(1001))).toEqual({ captured: 1001, failed: 0 });
    expect(calls.map((records) => records.length).sort((a, b) => a - b)).toEqual([1, 500, 500]);
    expect(new Set(calls.flat())).toEqual(new Set(lines(1001)));
  });

  it('sends at most 4 MiB a call', async () => {
    const { client, calls } = await firehose([{}]);
    const large = lines(9, 'x'.repeat(900_000));
    expect(await new FirehoseCaptureSink(client).put('s', large)).toEqual({ captured: 9, failed: 0 });
    expect(calls.map((records) => records.length).sort()).toEqual([1, 4, 4]);
  });

  it('sends the refused records of a call again, and only those', async () => {
    const { client, calls } = await firehose([{ refuse: (data) => data.startsWith('1') }, {}]);
    expect(await new FirehoseCaptureSink(client).put('s', lines(3))).toEqual({ captured: 3, failed: 0 });
    expect(calls).toEqual([['0x\n', '1x\n', '2x\n'], ['1x\n']]);
  });

  it('sends all of a call that failed again', async () => {
    const { client, calls } = await firehose([{ call: 'error' }, {}]);
    expect(await new FirehoseCaptureSink(client).put('s', lines(2))).toEqual({ captured: 2, failed: 0 });
    expect(calls).toHaveLength(2);
  });

  it('gives up after its attempts, and says how many records failed and why', async () => {
    const { client, calls } = await firehose([{ refuse: (data) => data.startsWith('1') }]);
    const sink = new FirehoseCaptureSink(client, { attempts: 2 });
    expect(await sink.put('s', lines(3))).toEqual({ captured: 2, failed: 1, reason: 'ServiceUnavailableException' });
    expect(calls).toHaveLength(2);
  });

  it('counts a record that is too large as failed, and sends the others', async () => {
    const { client, calls } = await firehose([{}]);
    const result = await new FirehoseCaptureSink(client).put('s', ['x'.repeat(1_024_001), 'y\n']);
    expect(result).toMatchObject({ captured: 1, failed: 1, reason: 'a record is over 1024000 bytes' });
    expect(calls).toEqual([['y\n']]);
  });

  it('does not hold the answer up: it stops at its time limit', async () => {
    const { client } = await firehose([{ call: 'hang' }]);
    const started = performance.now();
    const result = await new FirehoseCaptureSink(client, { timeoutMs: 100 }).put('s', lines(2));
    expect(result).toMatchObject({ captured: 0, failed: 2 });
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('calls nothing for no lines', async () => {
    const { client, calls } = await firehose([{}]);
    expect(await new FirehoseCaptureSink(client).put('s', [])).toEqual({ captured: 0, failed: 0 });
    expect(calls).toEqual([]);
  });
});
