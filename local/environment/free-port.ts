import { createServer } from 'node:net';
import { LocalSetupError } from './local-setup-error.js';

const LOOPBACK = '127.0.0.1';

/** A port of 127.0.0.1 that nothing listens on now; the system chooses it. */
export function freePort(): Promise<number> {
  return listenOnce(0);
}

/** Checks that nothing listens on the port; throws a LocalSetupError when something does. */
export async function requireFreePort(port: number): Promise<void> {
  try {
    await listenOnce(port);
  } catch (error) {
    throw new LocalSetupError(
      `port ${port} of ${LOOPBACK} can't be used (${error instanceof Error ? error.message : String(error)})`,
      'do stop what listens there, or choose another port',
      { cause: error },
    );
  }
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host: LOOPBACK, port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no TCP address'));
        else resolve(address.port);
      });
    });
  });
}
