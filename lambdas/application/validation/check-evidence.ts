import { MlopsError } from '../../domain/errors.js';
import { evidenceProblems } from '../../domain/gates/evidence-problems.js';
import type { ObjectPointer } from '../../domain/manifest.js';
import type { VersionContents } from '../../domain/registry/records.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import { submittedReportSchema } from '../documents/manifest.js';
import { parseJsonDocument } from '../documents/parse.js';
import { sampleSchema } from '../documents/sample.js';
import { readBaselineTable } from './read-once.js';

/** What of evaluation report, sample and baseline can't be read, or does not fit the signature. */
export async function checkEvidence(
  artifacts: Pick<ArtifactStore, 'readBytes'>,
  { signature, evaluation, baseline }: VersionContents,
  target: string,
): Promise<string[]> {
  const problems: string[] = [];
  const found = async <T>(read: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof MlopsError) || error.retryable) throw error;
      problems.push(error.message);
      return undefined;
    }
  };
  const text = async ({ key, versionId }: ObjectPointer) => String(await artifacts.readBytes(key, versionId));
  const report = await found(async () =>
    parseJsonDocument(submittedReportSchema, await text(evaluation.report), 'evaluation.json', { values: 'shown' }),
  );
  const sample = await found(async () => parseJsonDocument(sampleSchema, await text(evaluation.sample), 'sample.json'));
  const table = await found(() => readBaselineTable(artifacts, baseline));
  const evidence = {
    ...(report === undefined ? {} : { report }),
    ...(sample === undefined ? {} : { sample }),
    ...(table === undefined ? {} : { baseline: table }),
  };
  return [...problems, ...evidenceProblems(signature, target, evidence)];
}
