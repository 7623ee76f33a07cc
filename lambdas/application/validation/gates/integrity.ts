import { NotFound } from '../../../domain/errors.js';
import type { GateFinding } from '../../../domain/gates/gate-result.js';
import { integrityGate } from '../../../domain/gates/integrity-gate.js';
import type { Manifest } from '../../../domain/manifest.js';
import type { VersionContents } from '../../../domain/registry/records.js';
import { artifactDetails } from '../artifact-details.js';
import { checkEvidence } from '../check-evidence.js';
import { collectFileEvidence } from '../collect-file-evidence.js';
import type { GateContext, GateDependencies } from '../evidence.js';
import { inspectArtifact } from '../inspect-artifact.js';
import type { InspectedArtifact } from '../inspected-artifact.js';

export interface CheckedIntegrity {
  readonly finding: GateFinding;
  /** Absent when it is refused, or files are not what the manifest says. */
  readonly artifact?: InspectedArtifact;
  /** Why the gates that need the artifact can't run. */
  readonly notRunBecause: string;
}

export async function checkIntegrity(
  deps: GateDependencies,
  { folder, policy }: GateContext,
  manifest: Manifest,
  contents: VersionContents,
): Promise<CheckedIntegrity> {
  const artifact = await inspect(deps, manifest, contents, policy.gates.pickleAllowList);
  const files = await collectFileEvidence(deps.artifacts, folder, { manifest, contents }, artifact);
  const found = {
    files,
    problems: artifact?.problems ?? [],
    ...(artifact && { artifact: artifactDetails(artifact) }),
  };
  const whole = integrityGate({ ...found, problems: [] });
  if (!whole.passed) {
    return { finding: integrityGate(found), notRunBecause: 'the submission is not what its manifest says' };
  }
  const unfit = await checkEvidence(deps.artifacts, contents, policy.dataset.target);
  const finding = integrityGate({ ...found, problems: [...found.problems, ...unfit] });
  if (found.problems.length > 0) return { finding, notRunBecause: 'the artifact is refused' };
  return { finding, ...(artifact && { artifact }), notRunBecause: '' };
}

/** Undefined when the artifact is not there. */
async function inspect(
  deps: GateDependencies,
  { framework }: Manifest,
  { artifact }: VersionContents,
  pickleAllowList: readonly string[] | undefined,
): Promise<InspectedArtifact | undefined> {
  const { maxModelBytes, maxZipBytes, onLargeModel } = deps;
  const options = { framework, pickleAllowList, maxModelBytes, maxZipBytes, onLargeModel };
  try {
    return await inspectArtifact(deps, artifact, options);
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}
