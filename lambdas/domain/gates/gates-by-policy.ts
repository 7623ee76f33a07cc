import { DEFAULT_ADVISORY_GATES, type ModelPolicy } from '../../../lib/contracts/index.js';
import type { GateFinding } from './gate-result.js';

/**
 * Marks the findings that the policy lets a version pass: of gates that only report, or that may stay unverified. Marks that
 * they came with don't count.
 */
export function gatesByPolicy(
  findings: readonly GateFinding[],
  { advisory = DEFAULT_ADVISORY_GATES, allowUnverified = [] }: ModelPolicy['gates'],
): readonly GateFinding[] {
  return findings.map(({ advisory: _, ...finding }) => {
    const mayPass =
      advisory.includes(finding.gate) || (finding.verdict === 'unverified' && allowUnverified.includes(finding.gate));
    return mayPass && !finding.passed ? { ...finding, advisory: true as const } : finding;
  });
}
