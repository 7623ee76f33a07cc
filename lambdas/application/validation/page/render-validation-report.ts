import type { ValidationReport } from '../../documents/validation-report.js';
import { html } from '../../page/html.js';
import { page } from '../../page/page.js';
import { gateTable, section } from '../../page/parts.js';
import { anyDetails } from './any-details.js';
import { gateSection } from './gate-section.js';
import { heldAgainst, reportHeader } from './report-header.js';
import { REPORT_STYLE } from './report-style.js';

/** `report.html`: one page that needs no other and runs no script. The verdict first, a row a gate, then what each found. */
export function renderValidationReport(report: ValidationReport): string {
  const { model, version, verdict, gates, policy } = report;
  const link = (gate: string) => html`<a href="#gate-${gate}">${gate}</a>`;
  return page({
    title: `${model}${version === null ? '' : `, version ${version}`}: ${verdict}`,
    style: REPORT_STYLE,
    body: html`${reportHeader(report)}
<main>${section('gates', 'Gates', gateTable('What each gate found', gates, link))}
${gates.map((finding) => gateSection(finding, policy))}
${section('against', 'Held against', heldAgainst(report), html`<h3>Policy</h3>`, anyDetails(JSON.parse(JSON.stringify(policy))))}</main>`,
  });
}
