import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalSetupError } from './local-setup-error.js';

const POLL_MILLISECONDS = 250;
const LONGEST_WAIT_MILLISECONDS = 15 * 60 * 1000;

export interface LockProps {
  /** The lock; it holds its owner's process id. */
  readonly file: string;
  /** Called once, when another process has the lock. */
  readonly onWait: (owner: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Runs `work` while no other process runs under the same lock. The lock of a process that died is taken over. */
export async function withLock<T>({ file, onWait, signal }: LockProps, work: () => Promise<T>): Promise<T> {
  await acquire(file, onWait, signal);
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

async function acquire(file: string, onWait: (owner: number) => void, signal?: AbortSignal): Promise<void> {
  const deadline = Date.now() + LONGEST_WAIT_MILLISECONDS;
  for (let told = false; !create(file); ) {
    const owner = readOwner(file);
    if (owner === undefined) continue;
    if (!isAlive(owner)) {
      takeAway(file, owner);
      continue;
    }
    if (!told) onWait(owner);
    told = true;
    if (Date.now() > deadline) {
      throw new LocalSetupError(
        `process ${owner} has held ${file} for ${LONGEST_WAIT_MILLISECONDS / 60_000} minutes`,
        'do stop that process, or delete the file if it is none of ours',
      );
    }
    await sleep(POLL_MILLISECONDS, undefined, { signal });
  }
}

/** Makes the lock with its content in one step. */
function create(file: string): boolean {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

function readOwner(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return undefined; // released meanwhile
  }
}

/** Removes a dead process's lock; puts back one that another process made meanwhile. */
function takeAway(file: string, owner: number): void {
  const stale = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, stale);
  } catch {
    return; // someone else was faster
  }
  try {
    if (readOwner(stale) !== owner) linkSync(stale, file);
  } finally {
    rmSync(stale, { force: true });
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
