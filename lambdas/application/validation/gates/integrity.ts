import type { GateFinding } from '../../../domain/gates/gate-result.js';
import { integrityGate } from '../../../domain/gates/integrity-gate.js';
import type { Manifest } from '../../../domain/manifest.js';
import type { VersionContents } from '../../../domain/registry/records.js';
import { attempt } from '../attempt.js';
import { checkEvidence } from '../check-evidence.js';
import type { GateContext, GateDependencies } from '../evidence.js';
import { collectFileEvidence, type OpenedArtifact, openArtifact } from '../open-artifact.js';

export interface CheckedIntegrity {
  readonly finding: GateFinding;
  /** Absent when the gate did not pass. */
  readonly artifact?: OpenedArtifact;
  /** Why the gates that need the artifact can't run. */
  readonly notRunBecause: string;
}

export async function checkIntegrity(
  { artifacts, readArchive }: GateDependencies,
  { folder, policy }: GateContext,
  manifest: Manifest,
  contents: VersionContents,
): Promise<CheckedIntegrity> {
  const files = await collectFileEvidence(artifacts, folder, manifest, contents);
  const opened = await attempt(() => openArtifact(artifacts, readArchive, contents.artifact));
  const whole = integrityGate({ files, problems: opened.value === undefined ? [opened.problem] : [] });
  if (!whole.passed) return { finding: whole, notRunBecause: 'the submission is not what its manifest says' };
  const problems = await checkEvidence(artifacts, contents, policy.dataset.target);
  if (problems.length > 0) {
    const finding = integrityGate({ files, problems });
    return { finding, notRunBecause: 'the evidence does not fit the model' };
  }
  return { finding: whole, ...(opened.value && { artifact: opened.value }), notRunBecause: '' };
}
