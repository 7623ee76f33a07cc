/** An error that the caller is told: an HTTP status, a stable code, a message. */
export class ServingError extends Error {
  /**
   * @param {number} status
   * @param {string} code
   * @param {string} message
   * @param {{ cause?: unknown }} [options]
   */
  constructor(status, code, message, options) {
    super(message, options);
    this.name = code;
    this.status = status;
    this.code = code;
  }
}

/** @param {string} message what came, what was expected */
export const invalidInput = (message) => new ServingError(400, 'InvalidInput', message);

/**
 * @param {string} message
 * @param {unknown} [cause]
 */
export const modelFailure = (message, cause) => new ServingError(500, 'ModelFailure', message, { cause });
