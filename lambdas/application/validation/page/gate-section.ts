import type { GateFinding } from '../../../domain/gates/gate-result.js';
import { type Html, html } from '../../page/html.js';
import { verdictPill } from '../../page/parts.js';
import { anyDetails } from './any-details.js';

/** What one gate found, in full. */
export function gateSection(finding: GateFinding): Html {
  const { gate, reason, numbers, details } = finding;
  return html`<section class="card" id="gate-${gate}"><h2>${gate} ${verdictPill(finding)}</h2><p>${reason}</p>
${anyDetails(details ?? numbers)}</section>`;
}
