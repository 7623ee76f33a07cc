import type { ValidationReport } from '../../documents/validation-report.js';
import { type Html, html } from '../../page/html.js';
import { time } from '../../page/page.js';
import { facts, pointer } from '../../page/parts.js';

/** The verdict and why, in the words of registry and notification. */
export function reportHeader({ model, version, verdict, reasons, gates }: ValidationReport): Html {
  const noted = gates.filter(({ passed }) => !passed);
  const tone = verdict === 'rejected' ? 'bad' : noted.length > 0 ? 'warn' : 'good';
  const of = version === null ? html`${model}, a local folder` : html`${model}, version ${version}`;
  const why =
    verdict === 'rejected'
      ? html`<ul>${reasons.map((reason) => html`<li>${reason}</li>`)}</ul>`
      : html`<p class="standing">${passedWords(noted.map(({ gate }) => gate))}</p>`;
  return html`<header class="${tone}">
<h1><small>Validation of ${of}</small>${verdict === 'rejected' ? 'Rejected' : 'Passed'}</h1>
${why}
</header>`;
}

const passedWords = (noted: readonly string[]): string =>
  noted.length === 0
    ? 'Every gate lets it go on.'
    : `The policy lets it go on, though ${noted.join(' and ')} did not pass.`;

/** What the version was held against. */
export function heldAgainst({
  submissionId,
  validatedAt,
  manifest,
  evaluationSet,
  previousEvaluationSet,
  champion,
}: ValidationReport): Html {
  return facts([
    ['Validated', time(validatedAt)],
    ['Submission', submissionId === null ? null : html`<code>${submissionId}</code>`],
    ['Manifest', pointer(manifest)],
    ['Evaluation set', evaluationSet === undefined ? 'none' : html`${evaluationSet.number}: ${pointer(evaluationSet)}`],
    [
      'Set before',
      previousEvaluationSet === undefined
        ? null
        : html`${previousEvaluationSet.number}: ${pointer(previousEvaluationSet)}`,
    ],
    ['Champion', champion === undefined ? 'none' : `version ${champion}`],
  ]);
}
