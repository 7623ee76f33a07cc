import type { Gate } from '../client/documents.js';
import { type Style, styledStatus } from '../output/style.js';
import { renderTable } from '../output/table.js';

/** What each gate found. */
export function gateTable(gates: readonly Gate[], style: Style): string {
  const rows = gates.map(({ gate, passed, verdict, reason }) => [
    gate,
    styledStatus(verdict ?? (passed ? 'passed' : 'failed'), style),
    reason,
  ]);
  return renderTable(['GATE', 'VERDICT', 'REASON'], rows, style);
}
