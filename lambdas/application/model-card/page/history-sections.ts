import type { ModelCard } from '../../documents/model-card.js';
import { type Html, html } from '../../page/html.js';
import { count, time } from '../../page/page.js';
import { cell, facts, section, table, unknown } from '../../page/parts.js';

/** Who said that it may serve, and when it did. */
export function approvalsAndReleases({ policy, approval, releases, status, statusChangedAt }: ModelCard): Html {
  return section(
    'releases',
    'Approvals and release history',
    facts([
      ['Policy', approvalWords(policy.approval)],
      ['Retirement', retirementWords(policy.retirement)],
      ['Status', html`${status} since ${time(statusChangedAt)}`],
      ['Approval', approval === null ? unknown('none was asked for') : asked(approval)],
    ]),
    approval === null || approval.decisions.length === 0 ? null : decisions(approval.decisions),
    releases.terms.length === 0
      ? html`<p>${unknown(releases.complete ? 'No alias ever named it.' : 'No alias named it of late.')}</p>`
      : terms(releases.terms),
    releases.complete ? null : html`<p>Aliases of this model moved often: older terms are in the audit chain only.</p>`,
  );
}

function approvalWords(approval: ModelCard['policy']['approval']): Html {
  if (approval === 'automatic') return html`passed gates suffice`;
  const { role, quorum } = approval;
  const people = quorum === 1 ? 'one person' : `${quorum} different people`;
  return html`${people} other than the submitter${role === null ? null : html`, in the role <code>${role}</code>`}`;
}

function retirementWords(retirement: ModelCard['policy']['retirement']): Html {
  const { maximumAgeDays = null, inactiveDays = null, supersededVersions = null } = retirement ?? {};
  const rules = [
    ...(maximumAgeDays === null ? [] : [`${maximumAgeDays} days after its registration`]),
    ...(inactiveDays === null ? [] : [`after ${inactiveDays} days without a change`]),
    ...(supersededVersions === null ? [] : [`when more than ${supersededVersions} former champions came after it`]),
  ];
  return rules.length === 0 ? unknown('no rule of its own') : html`${rules.join('; ')}`;
}

function asked({ status, requestedAt, expiresAt, required }: NonNullable<ModelCard['approval']>): Html {
  const quorum = required === null ? null : html`, ${required.quorum} needed`;
  const until = status === 'Pending' && expiresAt !== null ? html`, until ${time(expiresAt)}` : null;
  return html`${status}; asked for ${time(requestedAt)}${quorum}${until}`;
}

const decisions = (said: NonNullable<ModelCard['approval']>['decisions']): Html =>
  table(
    'Decisions',
    ['Decision', 'Who', 'When', 'Why'],
    said.map(({ decision, actor, at, reason }) => [
      cell(html`<span class="pill ${decision === 'approve' ? 'good' : 'bad'}">${decision}</span>`),
      cell(html`<code>${actor}</code>`),
      cell(time(at)),
      cell(reason),
    ]),
  );

const terms = (named: ModelCard['releases']['terms']): Html =>
  table(
    'When an alias named it',
    ['Alias', 'From', 'Until'],
    named.map(({ alias, since, until }) => [
      cell(alias),
      cell(time(since)),
      cell(until === null ? 'now' : time(until)),
    ]),
  );

/** What the monitor saw while it was the champion. */
export function driftSinceRelease({ drift }: ModelCard): Html {
  const { measured, note, from, until, windows, columns, newest } = drift;
  const period = from === null ? null : html`${time(from)} – ${until === null ? 'now' : time(until)}`;
  if (!measured && newest === null) return section('drift', 'Drift since release', html`<p>${unknown(note)}</p>`);
  const of = (value: number): string => `${count(value)} of ${count(windows.judged)} windows`;
  return section(
    'drift',
    'Drift since release',
    newest === null ? null : newestWindow(newest),
    facts([
      ['Period', period],
      ['Basis', note],
      ['Drift', of(windows.drifted)],
      ['Predictions drifted', of(windows.predictionDrifted)],
      ['Quality dropped', of(windows.qualityDropped)],
      ['Counted for the alarm', of(windows.violated)],
      ['Without traffic', windows.empty === 0 ? null : of(windows.empty)],
    ]),
    columns.length === 0
      ? html`<p>No column drifted.</p>`
      : table(
          'Columns that drifted, or broke',
          ['Column', 'Windows'],
          columns.map(({ column, windows: often }) => [cell(column), cell(count(often))]),
        ),
  );
}

function newestWindow({
  window,
  verdict,
  alarm,
  causes,
  reportKey,
  quality,
}: NonNullable<ModelCard['drift']['newest']>): Html {
  const tone = verdict === 'ok' ? 'good' : verdict === 'drift' || verdict === 'quality-drop' ? 'warn' : '';
  const [start, end] = [time(window.start), time(window.end)];
  const why = causes.length === 0 ? null : html`<ul>${causes.map((cause) => html`<li>${cause}</li>`)}</ul>`;
  return html`<p>Newest window <span class="pill ${tone}">${verdict}</span> ${alarm ? html`<strong class="beyond">The alarm is on.</strong>` : 'The alarm is off.'}</p>${why}
${facts([
  ['Window', html`${start} – ${end}`],
  ['Quality', quality === null ? unknown('not measured') : html`${quality.verdict}: ${quality.reason}`],
  ['Report', html`<code>${reportKey}</code>`],
])}`;
}
