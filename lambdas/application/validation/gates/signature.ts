import { failed, type GateFinding } from '../../../domain/gates/gate-result.js';
import { signatureGate } from '../../../domain/gates/signature-gate.js';
import type { Manifest } from '../../../domain/manifest.js';
import type { VersionContents } from '../../../domain/registry/records.js';
import type { LoadedModel } from '../../../ports/model-scorer.js';
import type { Attempt } from '../attempt.js';
import type { GateContext } from '../evidence.js';
import type { OpenedArtifact } from '../open-artifact.js';

export function checkSignature(
  { policy }: GateContext,
  manifest: Manifest,
  { signature: archived }: OpenedArtifact,
  { signature: declared }: VersionContents,
  loaded: Attempt<LoadedModel>,
): GateFinding {
  if (loaded.value === undefined) return failed('signature', loaded.problem);
  const { graph } = loaded.value;
  return signatureGate({ policyTask: policy.task, manifestTask: manifest.task, declared, archived, graph });
}
