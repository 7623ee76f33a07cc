import { GATE_NAMES, submissionPaths } from '../../../lib/contracts/index.js';
import { failed, type GateFinding, unverified } from '../../domain/gates/gate-result.js';
import { gatesByPolicy } from '../../domain/gates/gates-by-policy.js';
import type { ModelVersion } from '../../domain/registry/records.js';
import type { GateContext } from './evidence.js';

/** What the function validates itself, and what becomes of the rest. */
export interface FunctionLimits {
  /** Bytes of an artifact, as it is packed. */
  readonly artifactBytes: number;
  /** `process`: by a SageMaker Processing job. `reject`: there is none. */
  readonly beyond: 'process' | 'reject';
}

/** Why the function is too small for a version, or for the champion that it is compared with; undefined when it is not. */
export function tooBig({ version, champion }: GateContext, limits: FunctionLimits): string | undefined {
  const own = problemOf(version, limits);
  // Where no job is, a champion of that size came before the limit: it is read all the same.
  return own ?? (limits.beyond === 'process' && champion !== undefined ? problemOf(champion, limits) : undefined);
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
