import { artifactPaths } from '../../../lib/contracts/index.js';
import { frameworkOfPath } from '../../domain/artifact/formats/model-files.js';
import { MlopsError } from '../../domain/errors.js';
import type { Framework } from '../../domain/manifest.js';
import type { Signature } from '../../domain/signature.js';
import type { ReadArchive, ReadZip } from '../../ports/archive-reader.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import { signatureSchema } from '../documents/manifest.js';
import { parseJsonDocument } from '../documents/parse.js';
import { ExpansionBudget } from './expansion-budget.js';
import { HashedStream } from './hashed-stream.js';
import { identifyModel } from './identify-model.js';
import { type Findings, inspectFile } from './inspect-file.js';
import type { InspectedArtifact } from './inspected-artifact.js';
import { FUNCTION_LIMITS } from './inspection-limits.js';

const LARGEST_SIGNATURE = 1024 ** 2;
/** Bytes that what is compressed within the archive expands to, beside the archive itself. */
const LARGEST_EXPANSION = 8 * 1024 ** 3;

export interface InspectionDependencies {
  readonly artifacts: Pick<ArtifactStore, 'readStream'>;
  readonly readArchive: ReadArchive;
  readonly readZip: ReadZip;
}

export interface InspectionOptions {
  /** What the manifest says. */
  readonly framework: Framework;
  /** What a pickle may import beside the built-in list: the policy's. */
  readonly pickleAllowList?: readonly string[] | undefined;
  /** Bytes of a model.onnx, or of a tree model, that is parsed. @default 256 MiB */
  readonly maxModelBytes?: number | undefined;
  /** Bytes of a PyTorch or NumPy zip, which takes as much of the temporary files. @default 1.5 GiB */
  readonly maxZipBytes?: number | undefined;
  /** Bytes that all compressed files and zips in it expand to. @default 8 GiB */
  readonly maxExpansion?: number | undefined;
  /** Gets the problem of a model or a zip that has more, and may throw. By default it is a problem of the artifact. */
  readonly onLargeModel?: ((problem: string) => void) | undefined;
}

/**
 * Reads an artifact once, to its end, whatever is wrong with it: hashes it and every file in it, and looks for what must
 * not be in it. Nothing is loaded or run; memory holds the model at most. Throws what is no fault of the submitter.
 */
export async function inspectArtifact(
  { artifacts, readArchive, readZip }: InspectionDependencies,
  pointer: { readonly key: string; readonly versionId: string },
  {
    framework,
    pickleAllowList = [],
    maxModelBytes = FUNCTION_LIMITS.maxModelBytes,
    maxZipBytes = FUNCTION_LIMITS.maxZipBytes,
    maxExpansion = LARGEST_EXPANSION,
    onLargeModel,
  }: InspectionOptions,
): Promise<InspectedArtifact> {
  const compressed = new HashedStream(await artifacts.readStream(pointer.key, pointer.versionId));
  const findings: Findings = { entries: [], problems: [], pickles: [] };
  const { problems } = findings;
  const kept = new Map<string, Uint8Array>();
  const keepOf = (path: string): number | undefined => {
    if (path === artifactPaths.signature) return LARGEST_SIGNATURE;
    return frameworkOfPath(path) === framework ? maxModelBytes : undefined;
  };
  const budget = new ExpansionBudget(maxExpansion);
  const tools = { readZip, allow: pickleAllowList, budget, maxZipBytes, onTooLarge: onLargeModel };
  let whole = true;
  try {
    const onProblem = (problem: string) => problems.push(problem);
    for await (const entry of readArchive(compressed.rest(), { onProblem })) {
      const keep = keepOf(entry.path);
      const content = await inspectFile(entry, tools, findings, keep === undefined ? {} : { keep });
      if (content !== undefined) kept.set(entry.path, content);
    }
  } catch (error) {
    if (!(error instanceof MlopsError) || error.retryable) throw error;
    problems.push(error.message);
    whole = false;
  }
  const sha256 = await compressed.end();
  const signature = readSignature(kept.get(artifactPaths.signature), framework, whole, problems);
  // What is cut off is not said to lack what may lie behind the cut.
  const model = whole ? identifyModel(framework, findings, kept) : { problems: [] };
  const all = [...new Set([...problems, ...model.problems])];
  return {
    size: compressed.size,
    sha256,
    entries: findings.entries,
    code: findings.entries.filter((entry) => entry.path.startsWith('code/')),
    pickles: findings.pickles,
    ...model,
    problems: all,
    ...(signature && { signature }),
  };
}

function readSignature(
  bytes: Uint8Array | undefined,
  framework: Framework,
  whole: boolean,
  problems: string[],
): Signature | undefined {
  const { signature: path } = artifactPaths;
  if (bytes === undefined) {
    if (whole && framework === 'onnx') problems.push(`the artifact has no ${path}`);
    return undefined;
  }
  try {
    return parseJsonDocument(signatureSchema, Buffer.from(bytes).toString('utf8'), path);
  } catch (error) {
    if (!(error instanceof MlopsError)) throw error;
    problems.push(error.message);
    return undefined;
  }
}
