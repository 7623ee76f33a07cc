import { submissionPaths } from '../../../lib/contracts/index.js';
import { sha256 } from '../../domain/canonical-json.js';
import { InvalidInput, NotFound } from '../../domain/errors.js';
import type { ModelVersion } from '../../domain/registry/records.js';
import { sizeProblem } from '../../domain/submission-limits.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import { evaluationReportSchema } from '../documents/manifest.js';
import { parseJsonDocument } from '../documents/parse.js';
import type { EvaluationReading } from './performance.js';

const REPORT = submissionPaths.evaluation.report;

/** The report that the registry pinned; one that is gone, changed or of no use becomes a sentence. */
export async function readEvaluation(artifacts: ArtifactStore, { contents }: ModelVersion): Promise<EvaluationReading> {
  if (contents === undefined) return { problem: 'the submission could not be read' };
  const { key, versionId, sha256: expected } = contents.evaluation.report;
  // The control API may read this one file of a submission.
  if (!key.endsWith(`/${REPORT}`)) return { problem: `the evaluation report is not called ${REPORT}` };
  try {
    const tooLarge = sizeProblem({ path: REPORT, size: (await artifacts.head(key, versionId)).size }, 'report');
    if (tooLarge !== undefined) return { problem: tooLarge };
    const bytes = await artifacts.readBytes(key, versionId);
    if (sha256(bytes) !== expected) return { problem: `${REPORT} is not the one that the registry names` };
    return { report: parseJsonDocument(evaluationReportSchema, bytes.toString('utf8'), REPORT) };
  } catch (error) {
    if (error instanceof NotFound) return { problem: `${REPORT} is not there any more` };
    if (error instanceof InvalidInput) return { problem: error.message };
    throw error;
  }
}
