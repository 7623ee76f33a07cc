import type { ModelCard } from '../../documents/model-card.js';
import { type Html, html } from '../../page/html.js';
import { facts, prose } from '../../page/parts.js';

type Tone = 'good' | 'warn' | 'bad' | 'quiet';

const REFUSED = new Set(['Rejected', 'RolledBack']);

function toneOf({ status, serving, drift }: ModelCard): Tone {
  if (REFUSED.has(status)) return 'bad';
  if (serving !== null) return drift.newest?.alarm || drift.newest?.violated ? 'warn' : 'good';
  return status === 'Expired' ? 'warn' : 'quiet';
}

/** What somebody who relies on it has to know; its details stand below. */
function warning({ serving, drift: { newest } }: ModelCard): Html | null {
  if (serving === null || newest === null || !(newest.alarm || newest.violated)) return null;
  const alarm = newest.alarm ? ', and the drift alarm is on' : '';
  return html` <strong>The newest window of its traffic is violated (${newest.verdict})${alarm}.</strong>`;
}

/** Which version it is, how it stands, and what it is for. */
export function cardHeader(card: ModelCard): Html {
  const { model, version, status, standing, reasons, purpose, owner, description, task, target } = card;
  const tone = toneOf(card);
  const why = reasons.length === 0 ? null : html`<ul>${reasons.map((reason) => html`<li>${reason}</li>`)}</ul>`;
  return html`<header class="${tone}">
<h1><small>Model card</small>${model}, version ${version}</h1>
<span class="pill ${tone}">${status}</span>
<p class="standing">${standing}${warning(card)}</p>${why}
${facts([
  ['Purpose', prose(purpose)],
  ['Owner', prose(owner)],
  ['This version', prose(description)],
  ['Predicts', html`${target} <small>(${task})</small>`],
])}
</header>`;
}

const tile = (label: string, value: string, note: string): Html =>
  html`<div class="tile"><dt>${label}</dt><dd>${value}<small>${note}</small></dd></div>`;

/** The handful of numbers that sum the card up. */
export function cardTiles({ serving, gates, approval, drift }: ModelCard): Html {
  const passed = gates.filter((gate) => gate.passed).length;
  const approvers = approval?.decisions.filter(({ decision }) => decision === 'approve').length ?? 0;
  const { drifted, judged } = drift.windows;
  return html`<dl class="tiles">
${tile('Requests', serving === null ? 'none' : `${serving.trafficPercent} %`, serving === null ? 'it serves nobody' : `as ${serving.slot}`)}
${tile('Gates', gates.length === 0 ? '–' : `${passed} of ${gates.length}`, gates.length === 0 ? 'not run' : 'passed')}
${tile('Approval', approval?.status ?? '–', approval === null ? 'none was asked for' : `${approvers} in favour`)}
${tile('Drift', drift.measured ? `${drifted} of ${judged}` : '–', drift.measured ? 'windows drifted' : 'not measured')}
</dl>`;
}
