import type { Json } from '../../../domain/canonical-json.js';
import type { GateFinding } from '../../../domain/gates/gate-result.js';
import type { ValidationReport } from '../../documents/validation-report.js';
import { type Html, html } from '../../page/html.js';
import { verdictPill } from '../../page/parts.js';
import { anyDetails } from './any-details.js';
import { biasDetails } from './bias-details.js';
import { integrityDetails } from './integrity-details.js';
import { qualityDetails } from './quality-details.js';
import { segmentsDetails } from './segments-details.js';

type Policy = ValidationReport['policy'];

/** How the details of a gate are shown; undefined for details of another shape. Others are lists and tables. */
const shapes: Readonly<Partial<Record<string, (details: Json, policy: Policy) => Html | undefined>>> = {
  integrity: integrityDetails,
  quality: qualityDetails,
  segments: segmentsDetails,
  bias: biasDetails,
};

/** What one gate found, in full. */
export function gateSection(finding: GateFinding, policy: Policy): Html {
  const { gate, reason, numbers, details } = finding;
  const shape = details === undefined ? undefined : shapes[gate]?.(details, policy);
  const more = details === undefined ? null : anyDetails(details);
  return html`<section class="card" id="gate-${gate}"><h2>${gate} ${verdictPill(finding)}</h2><p>${reason}</p>
${shape ?? html`${anyDetails(alone(numbers, details))}${more}`}</section>`;
}

/** The numbers that the details don't tell. */
function alone(numbers: GateFinding['numbers'], details: Json | undefined): Json {
  const told = new Set(typeof details === 'object' && details !== null ? Object.keys(details) : []);
  return Object.fromEntries(Object.entries(numbers).filter(([name]) => !told.has(name)));
}
