import type { Gate } from '../client/documents.js';
import { type Style, styledStatus } from '../output/style.js';
import { renderTable } from '../output/table.js';

type Told = Readonly<Pick<Gate, 'gate' | 'passed' | 'reason'>> & {
  readonly verdict?: string | undefined;
  readonly advisory?: boolean | undefined;
};

/** What each gate found; `advisory` where the policy lets a version go on that did not pass. */
export function gateTable(gates: readonly Told[], style: Style): string {
  const rows = gates.map(({ gate, passed, verdict = passed ? 'passed' : 'failed', advisory, reason }) => [
    gate,
    advisory ? `${verdict}, advisory` : styledStatus(verdict, style),
    reason,
  ]);
  return renderTable(['GATE', 'VERDICT', 'REASON'], rows, style);
}
