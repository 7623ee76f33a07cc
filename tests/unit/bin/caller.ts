import { afterEach, beforeEach, vi } from 'vitest';
import { FakePlatform, type Received } from './fake-platform.js';
import { type Ran, runCommand } from './run-command.js';
import { isSigned } from './verify-signature.js';

const SECRET = 'a-secret-of-the-test';

export interface Caller {
  readonly platform: FakePlatform;
  /** `mlops …`, told where the control API is. */
  readonly mlops: (...args: string[]) => Promise<Ran>;
  readonly isSignedByCaller: (request: Received | undefined) => boolean;
}

/** For each test: a platform of its own, and an AWS session in the environment. */
export function useCaller(): Caller {
  let platform: FakePlatform;
  beforeEach(async () => {
    platform = await FakePlatform.start();
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', SECRET);
    vi.stubEnv('AWS_SESSION_TOKEN', 'a-session');
    vi.stubEnv('AWS_REGION', 'eu-west-1');
    vi.stubEnv('AWS_PROFILE', undefined);
    vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await platform.stop();
  });
  return {
    get platform() {
      return platform;
    },
    mlops: (...args) => runCommand(['--control-url', `${platform.url}/`, ...args]),
    isSignedByCaller: (request) => request !== undefined && isSigned(request, SECRET, 'eu-west-1', 'execute-api'),
  };
}
