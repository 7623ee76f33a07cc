import { GATE_NAMES } from '../../../lib/contracts/index.js';
import type { Validation } from './validate-model-version.js';

/** What a log may have of a validation: no reason is in it, since those may quote features and predictions. */
export function loggedValidation(
  validation: Validation,
): Readonly<Record<string, string | number | readonly string[]>> {
  const { outcome } = validation;
  if (outcome === 'process') {
    const { model, version, attempt } = validation;
    return { outcome, model, version, attempt };
  }
  if (outcome !== 'Validated' && outcome !== 'Rejected') return { outcome };
  const { model, version, reasons } = validation;
  const named = new Set(reasons.flatMap((reason) => reason.slice(0, Math.max(0, reason.indexOf(': '))).split(', ')));
  return { outcome, model, version, rejectedBy: GATE_NAMES.filter((gate) => named.has(gate)) };
}
