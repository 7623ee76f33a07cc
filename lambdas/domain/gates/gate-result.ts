import type { GateName } from '../../../lib/contracts/index.js';
import type { Json } from '../canonical-json.js';
import type { GateResult } from '../registry/records.js';

/** A gate's result with all that it found: the report holds both, the registry the result alone. */
export interface GateFinding extends GateResult {
  readonly details?: Json;
}

type Numbers = GateResult['numbers'];

const finding =
  (verdict: GateResult['verdict'], passed: boolean) =>
  (gate: GateName, reason: string, numbers: Numbers = {}, details?: Json): GateFinding => ({
    gate,
    passed,
    verdict,
    reason,
    numbers,
    ...(details === undefined ? {} : { details }),
  });

export const passed = finding('passed', true);
export const failed = finding('failed', false);
/** Not decided, and not to be trusted: it fails. */
export const unverified = finding('unverified', false);
/** There was nothing to decide: it passes. */
export const skipped = finding('skipped', true);

/** A number as people read it: six significant digits at most. */
export const shown = (value: number): string => String(Number(value.toPrecision(6)));

/** A number as JSON and the registry can hold it: what is not finite is text. */
export const stored = (value: number): number | string => (Number.isFinite(value) ? value : String(value));

/** Whether the gates let a version go on; where none ran, nothing does. */
export const letPass = (gates: readonly GateResult[]): boolean =>
  gates.length > 0 && gates.every((gate) => gate.passed || gate.advisory === true);

/** Why a version is rejected: the gates that failed, or else those that could not decide. */
export function rejectionReasons(gates: readonly GateResult[]): readonly string[] {
  const by = (verdict: GateResult['verdict']): string[] =>
    gates
      .filter((gate) => !gate.passed && gate.advisory !== true && gate.verdict === verdict)
      .map((gate) => `${gate.gate}: ${gate.reason}`);
  const reasons = by('failed');
  return reasons.length > 0 ? reasons : by('unverified');
}
