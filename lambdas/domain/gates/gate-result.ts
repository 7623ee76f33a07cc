import type { GateName } from '../../../lib/contracts/index.js';
import type { Json } from '../canonical-json.js';
import { cutLine, cutName } from '../cut.js';
import type { GateResult } from '../registry/records.js';
import { stored } from '../stored-number.js';
import { boundedDetails, isRecord } from './bounded-details.js';

export { stored } from '../stored-number.js';

/** A gate's result with all that it found: the report holds both, the registry the result alone. */
export interface GateFinding extends GateResult {
  readonly details?: Json;
}

type Numbers = GateResult['numbers'];

/** Bytes of JSON: what the registry keeps of nine gates of two versions fits into one record beside their contents. */
const MOST = { reason: 1_500, name: 200, text: 300, numbers: 2_000 } as const;

const finding =
  (verdict: GateResult['verdict'], passed: boolean) =>
  (gate: GateName, reason: string, numbers: Numbers = {}, details?: Json): GateFinding => {
    const result = boundedResult({ gate, passed, verdict, reason, numbers });
    const more = result.reason === reason ? details : withReason(details, reason);
    return { ...result, ...(more === undefined ? {} : { details: boundedDetails(more) }) };
  };

export const passed = finding('passed', true);
export const failed = finding('failed', false);
/** Not decided, and not to be trusted: it fails. */
export const unverified = finding('unverified', false);
/** There was nothing to decide: it passes. */
export const skipped = finding('skipped', true);

/** What the registry keeps of a finding, whoever made it: a reason of one line, and numbers that it can hold. */
export function boundedResult({ gate, passed, verdict, advisory, reason, numbers }: GateResult): GateResult {
  return {
    gate,
    passed,
    verdict,
    ...(advisory === undefined ? {} : { advisory }),
    reason: cutLine(reason, MOST.reason),
    numbers: boundedNumbers(numbers),
  };
}

/** The first ones; all that a gate measured is in its details. */
function boundedNumbers(numbers: Numbers): Numbers {
  const kept: [string, number | string][] = [];
  let bytes = 0;
  for (const [name, value] of Object.entries(numbers)) {
    const entry: [string, number | string] = [
      cutName(name, MOST.name),
      typeof value === 'number' ? stored(value) : cutLine(value, MOST.text),
    ];
    bytes += Buffer.byteLength(JSON.stringify(entry));
    if (bytes > MOST.numbers) break;
    kept.push(entry);
  }
  return Object.fromEntries(kept);
}

/** A reason that was cut, or made one line, is told whole. */
function withReason(details: Json | undefined, reason: string): Json {
  if (details === undefined) return { reason };
  return isRecord(details) ? { reason, ...details } : details;
}

/** A number as people read it: six significant digits at most. */
export const shown = (value: number): string => String(Number(value.toPrecision(6)));

/** A p-value as people read it: one below 0.0001 is not told apart from others below. */
export const shownP = (p: number): string => (p < 0.0001 ? 'below 0.0001' : String(Number(p.toPrecision(3))));

/** `1 row`, `2 rows`. */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : plural}`;

/** Whether the gates let a version go on; where none ran, nothing does. */
export const letPass = (gates: readonly GateResult[]): boolean =>
  gates.length > 0 && gates.every((gate) => gate.passed || gate.advisory === true);

/**
 * Why a version is rejected: `<gate>: <reason>` of the gates that failed, then of those that could not decide; what keeps
 * several of these from it is told once, behind all their names.
 */
export function rejectionReasons(gates: readonly GateResult[]): readonly string[] {
  const rejecting = gates.filter((gate) => !gate.passed && gate.advisory !== true);
  const undecided = rejecting.filter(({ verdict }) => verdict === 'unverified');
  const named = (reason: string) => undecided.filter((other) => other.reason === reason).map(({ gate }) => gate);
  return [
    ...rejecting.filter(({ verdict }) => verdict === 'failed').map(({ gate, reason }) => `${gate}: ${reason}`),
    ...[...new Set(undecided.map(({ reason }) => reason))].map((reason) => `${named(reason).join(', ')}: ${reason}`),
  ];
}
