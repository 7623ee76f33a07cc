import type { GateName, GateResult } from '../registry/records.js';

type Numbers = GateResult['numbers'];

export const passed = (gate: GateName, reason: string, numbers: Numbers = {}): GateResult => ({
  gate,
  passed: true,
  verdict: 'passed',
  reason,
  numbers,
});

export const failed = (gate: GateName, reason: string, numbers: Numbers = {}): GateResult => ({
  gate,
  passed: false,
  verdict: 'failed',
  reason,
  numbers,
});

/** Not decided, and not to be trusted: it fails. */
export const unverified = (gate: GateName, reason: string): GateResult => ({
  gate,
  passed: false,
  verdict: 'unverified',
  reason,
  numbers: {},
});

/** There was nothing to decide: it passes. */
export const skipped = (gate: GateName, reason: string): GateResult => ({
  gate,
  passed: true,
  verdict: 'skipped',
  reason,
  numbers: {},
});

/** A number as people read it: six significant digits at most. */
export const shown = (value: number): string => String(Number(value.toPrecision(6)));

/** Why a version is rejected: the gates that failed, or else those that could not decide. */
export function rejectionReasons(gates: readonly GateResult[]): readonly string[] {
  const by = (verdict: GateResult['verdict']): string[] =>
    gates.filter((gate) => !gate.passed && gate.verdict === verdict).map((gate) => `${gate.gate}: ${gate.reason}`);
  const reasons = by('failed');
  return reasons.length > 0 ? reasons : by('unverified');
}
