import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cut } from '../../domain/cut.js';

/** Characters that SageMaker shows. */
const LONGEST = 1_024;

/** Leaves what DescribeProcessingJob tells as the job's exit message. Never throws: the log has the message as well. */
export function leaveExitMessage(message: string, folder = process.env.SAGEMAKER_BASE_DIR ?? '/opt/ml'): void {
  try {
    writeFileSync(join(folder, 'output/message'), cut(message, LONGEST));
  } catch {
    // Outside a container there is no such folder.
  }
}
