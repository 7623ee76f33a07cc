import { GATE_NAMES, submissionPaths } from '../../../lib/contracts/index.js';
import { NotFound } from '../../domain/errors.js';
import { failed, type GateFinding, unverified } from '../../domain/gates/gate-result.js';
import { gatesByPolicy } from '../../domain/gates/gates-by-policy.js';
import type { ObjectPointer } from '../../domain/manifest.js';
import type { ModelVersion } from '../../domain/registry/records.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import type { GateContext } from './evidence.js';
import { trainingBytes } from './read-training-rows.js';

type Artifacts = Pick<ArtifactStore, 'head' | 'readText' | 'readBytes'>;

/** What the function validates itself, and what becomes of the rest. */
export interface FunctionLimits {
  /** Bytes of an artifact, as it is packed. */
  readonly artifactBytes: number;
  /** Bytes of CSV that the gates look at, together. @default 32 MiB, which are some 450 MB as rows */
  readonly tableBytes?: number;
  /** `process`: by a SageMaker Processing job. `reject`: there is none. */
  readonly beyond: 'process' | 'reject';
}

const TABLE_BYTES = 32 * 1024 ** 2;

/** Why the function is too small for a version, or for what it is compared with; undefined when it is not. */
export async function tooBig(
  artifacts: Artifacts,
  context: GateContext,
  limits: FunctionLimits,
): Promise<string | undefined> {
  const { version, champion } = context;
  const own = problemOf(version, limits);
  // Where no job is, a champion or an evaluation set of that size came before the limit: they are read all the same.
  if (own !== undefined || limits.beyond === 'reject') return own;
  return (champion && problemOf(champion, limits)) ?? (await problemOfTables(artifacts, context, limits));
}

async function problemOfTables(
  artifacts: Artifacts,
  { version: { model, version, contents }, champion, evaluationSet, previousEvaluationSet }: GateContext,
  { tableBytes = TABLE_BYTES }: FunctionLimits,
): Promise<string | undefined> {
  if (contents === undefined) return undefined;
  const tables = [
    contents.evaluation.predictions,
    contents.baseline.rows,
    champion?.contents?.evaluation.predictions,
    evaluationSet,
    previousEvaluationSet,
  ];
  let size = await trainingBytes(artifacts, model, contents.lineage);
  for (const table of tables) size += table === undefined ? 0 : await sizeOf(artifacts, table);
  return size > tableBytes
    ? `the tables that version ${version} is validated with have ${size} bytes, at most ${tableBytes} are held in a function`
    : undefined;
}

/** What is not there takes no room; the gates tell of it. */
async function sizeOf(artifacts: Artifacts, { key, versionId }: Pick<ObjectPointer, 'key' | 'versionId'>) {
  try {
    return (await artifacts.head(key, versionId)).size;
  } catch (error) {
    if (error instanceof NotFound) return 0;
    throw error;
  }
}

function problemOf({ version, contents }: ModelVersion, { artifactBytes }: FunctionLimits): string | undefined {
  const size = contents?.artifact.size ?? 0;
  return size > artifactBytes
    ? `${submissionPaths.artifact} of version ${version} has ${size} bytes, at most ${artifactBytes} are validated in a function`
    : undefined;
}

/** That a model of the version or of its champion needs more memory than the function has. */
export class TooBigForFunction extends Error {}

/** The findings on a version that nothing here can look into. */
export function refuseTooBig(problem: string, { policy }: GateContext): readonly GateFinding[] {
  const remedy = 'make it smaller, or have the platform validate big artifacts in a SageMaker Processing job';
  const findings = GATE_NAMES.map((gate) =>
    gate === 'integrity' ? failed(gate, `${problem}; ${remedy}`) : unverified(gate, 'not run: the artifact is too big'),
  );
  return gatesByPolicy(findings, policy.gates);
}
