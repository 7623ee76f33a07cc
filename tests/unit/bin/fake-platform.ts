import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export type Answer = (request: Received, times: number) => Reply;

/** A server on loopback that stands for the control API, S3 and CloudFormation, and remembers what came. */
export class FakePlatform {
  readonly received: Received[] = [];
  private readonly answers = new Map<string, Answer>();
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const url = new URL(request.url ?? '/', 'http://x');
        const received: Received = {
          method: request.method ?? '',
          path: url.pathname,
          query: url.searchParams,
          headers: request.headers,
          body: Buffer.concat(chunks),
        };
        this.received.push(received);
        const key = `${received.method} ${received.path}`;
        const times = this.received.filter((r) => `${r.method} ${r.path}` === key).length;
        const reply = this.answers.get(key)?.(received, times) ?? { status: 404, body: { message: 'Not Found' } };
        const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? {});
        response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers }).end(text);
      });
    });
  }

  static async start(): Promise<FakePlatform> {
    const platform = new FakePlatform();
    await new Promise<void>((resolve) => platform.server.listen(0, '127.0.0.1', resolve));
    return platform;
  }

  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** Says what a route answers; the answer may depend on how often it was asked, from 1. */
  on(route: string, answer: Answer | Reply): this {
    this.answers.set(route, typeof answer === 'function' ? answer : () => answer);
    return this;
  }

  requests(route: string): Received[] {
    return this.received.filter(({ method, path }) => `${method} ${path}` === route);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
