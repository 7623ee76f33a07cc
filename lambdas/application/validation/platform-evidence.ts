import { errorNames } from '../../../lib/contracts/index.js';
import { Internal, InvalidInput, NotFound } from '../../domain/errors.js';

/**
 * Reads what the platform itself brings to a validation. What is not there, or is not what the registry names, is no fault of
 * the submitter: throws Internal, by whose name the execution fails.
 */
export async function platformEvidence<T>(what: string, read: () => Promise<T>): Promise<T> {
  return platformObjects(what, async () => {
    try {
      return await read();
    } catch (cause) {
      throw cause instanceof InvalidInput ? platformFault(what, cause) : cause;
    }
  });
}

/** As `platformEvidence`, of objects that may be evidence whatever they hold. */
export async function platformObjects<T>(what: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw cause instanceof NotFound ? platformFault(what, cause) : cause;
  }
}

const platformFault = (what: string, cause: Error): Internal =>
  new Internal(`${what}: ${cause.message}`, { name: errorNames.platformFault, cause });
