import { describe, expect, it } from 'vitest';
import { failureSentence } from '../../../../lambdas/application/rollout/failure-sentence.js';

describe('the sentence of a failure', () => {
  it('is the message of a failed function, without its stack trace', () => {
    const cause = JSON.stringify({
      errorMessage: 'sample.json is not valid',
      errorType: 'InvalidInput',
      trace: ['InvalidInput: …', 'at parseDocument (/var/task/index.js:59:331172)'],
    });
    expect(failureSentence(cause)).toBe('sample.json is not valid');
  });

  it.each(['The endpoint failed: {"FailureReason":"no"}', '{"other":1}', 'null', ''])(
    'is the cause itself when it is %j',
    (cause) => {
      expect(failureSentence(cause)).toBe(cause);
    },
  );

  it('is at most 1,000 characters long', () => {
    expect(failureSentence('x'.repeat(5000))).toHaveLength(1000);
  });
});
