import { MlopsError } from '../../domain/errors.js';
import { evidenceProblems } from '../../domain/gates/evidence-problems.js';
import type { VersionContents } from '../../domain/registry/records.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import { parseCsv } from '../documents/csv.js';
import { evaluationReportSchema } from '../documents/manifest.js';
import { parseJsonDocument } from '../documents/parse.js';
import { sampleSchema } from '../documents/sample.js';

/** What of evaluation report, sample and baseline can't be read, or does not fit the signature. */
export async function checkEvidence(
  artifacts: Pick<ArtifactStore, 'readBytes'>,
  { signature, evaluation, baseline }: VersionContents,
  target: string,
): Promise<string[]> {
  const problems: string[] = [];
  const read = async <T>(
    what: string,
    { key, versionId }: { readonly key: string; readonly versionId: string },
    parse: (content: Buffer, what: string) => T,
  ): Promise<T | undefined> => {
    try {
      return parse(await artifacts.readBytes(key, versionId), what);
    } catch (error) {
      if (!(error instanceof MlopsError) || error.retryable) throw error;
      problems.push(error.message);
      return undefined;
    }
  };
  const report = await read('evaluation.json', evaluation.report, (content, what) =>
    parseJsonDocument(evaluationReportSchema, content.toString('utf8'), what, { values: 'shown' }),
  );
  const sample = await read('sample.json', evaluation.sample, (content, what) =>
    parseJsonDocument(sampleSchema, content.toString('utf8'), what),
  );
  const table = await read('The baseline', baseline.rows, parseCsv);
  const evidence = {
    ...(report === undefined ? {} : { report }),
    ...(sample === undefined ? {} : { sample }),
    ...(table === undefined ? {} : { baseline: table }),
  };
  return [...problems, ...evidenceProblems(signature, target, evidence)];
}
