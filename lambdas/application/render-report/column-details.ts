import type { ReportColumn } from '../../domain/monitoring/monitor-report.js';
import { type ColumnProfile, PROFILE_QUANTILES } from '../../domain/monitoring/profile/column-profile.js';
import { describeNumber, describePValue, describeShare } from '../../domain/monitoring/words.js';
import { type Html, html } from '../page/html.js';
import { count } from '../page/page.js';
import { dataText } from './column-name.js';
import { measureName } from './measure-names.js';
import type { SideNames } from './side-names.js';

/** Categories that are named; the report has more. */
const NAMED = 20;
const LONGEST = 40;

/** Tests whose measure stands in the report by the same name. */
const OWN: ReadonlySet<string> = new Set(['psi', 'wassersteinNormalized', 'jensenShannon']);

type Line = readonly [label: string, value: (profile: ColumnProfile) => string | null];

const share = (part: number, { rows }: ColumnProfile): string =>
  part === 0 ? 'none' : `${count(part)} (${describeShare(part / Math.max(rows, 1))})`;
const measured = (value: number | null | undefined): string | null =>
  value === null || value === undefined ? null : describeNumber(value);

const LINES: readonly Line[] = [
  ['rows', ({ rows }) => count(rows)],
  ['missing', (profile) => share(profile.missing, profile)],
  ['of them without the field', ({ absent }) => (absent === 0 ? null : count(absent))],
  ['of another type', (profile) => (profile.mistyped === 0 ? null : share(profile.mistyped, profile))],
  ['infinite', (profile) => (profile.nonFinite === 0 ? null : share(profile.nonFinite, profile))],
  ['outside the range', ({ outOfRange }) => (outOfRange === null ? null : describeShare(outOfRange))],
  ['different values', ({ distinct }) => (distinct === null ? null : count(distinct))],
  ['mean', ({ mean }) => measured(mean)],
  ['standard deviation', ({ standardDeviation }) => measured(standardDeviation)],
  ['least', ({ minimum }) => measured(minimum)],
  ...PROFILE_QUANTILES.map((at): Line => [quantileName(at), ({ quantiles }) => measured(quantiles?.[String(at)])]),
  ['greatest', ({ maximum }) => measured(maximum)],
];

function quantileName(at: number): string {
  return at === 0.5 ? 'median' : `${at * 100} % below`;
}

/** What both sides hold, and all that comparing them says. */
export function columnDetails(column: ReportColumn, sides: SideNames): Html {
  const { reference, current, unseen, vanished } = column;
  const lines = LINES.flatMap(([label, value]) => {
    const [was, is] = [value(reference), value(current)];
    return was === null && is === null
      ? []
      : [html`<tr><th scope="row">${label}</th><td>${was ?? '–'}</td><td>${is ?? '–'}</td></tr>`];
  });
  const measures = measuresOf(column).map(
    ([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`,
  );
  return html`<div class="details">
<table class="plain"><thead><tr><th></th><th scope="col">${sides.reference}</th><th scope="col">${sides.current}</th></tr></thead><tbody>${lines}</tbody></table>
<table class="plain"><tbody>${measures}</tbody></table>
${named(`Only in the ${sides.current}`, unseen)}${named(`Only in the ${sides.reference}`, vanished)}</div>`;
}

function measuresOf(column: ReportColumn): (readonly [string, string])[] {
  const { ks, chi2, rankError, pAdjusted, tests } = column;
  const bound = rankError === null || rankError === 0 ? '' : ` ± ${describeNumber(rankError)}, from a sketch`;
  const tested = (name: string, value: number | null): string | null => {
    const test = tests.find((other) => other.name === name);
    if (value === null) return null;
    return `${describeNumber(value)}${test === undefined ? '' : ` (threshold ${describeNumber(test.threshold)})`}`;
  };
  const found: (readonly [string, string | null])[] = [
    ['PSI', tested('psi', column.psi)],
    ['Kolmogorov-Smirnov D', ks === null ? null : `${describeNumber(ks.statistic)}${bound}`],
    ['its p', ks === null ? null : describePValue(ks.pValue)],
    ['Wasserstein', measured(column.wasserstein)],
    ['Wasserstein, normalised', tested('wassersteinNormalized', column.wassersteinNormalized)],
    ['Jensen-Shannon', tested('jensenShannon', column.jensenShannon)],
    ['Hellinger', measured(column.hellinger)],
    ['chi-square', chi2 === null ? null : `${describeNumber(chi2.statistic)} (${count(chi2.dof)} degrees of freedom)`],
    ['its p', chi2 === null ? null : describePValue(chi2.pValue)],
    ["Cramér's V", measured(column.cramersV)],
    ['L-infinity', measured(column.lInfinity)],
    ['adjusted p', pAdjusted === null ? null : describePValue(pAdjusted)],
    ...tests
      .filter(({ name }) => !OWN.has(name))
      .slice(0, NAMED)
      .map(
        ({ name, score, threshold }) =>
          [
            `tested: ${measureName(name)}`,
            `${describeNumber(score)} (threshold ${describeNumber(threshold)})`,
          ] as const,
      ),
  ];
  return found.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
}

function named(title: string, names: readonly string[] | null): Html | null {
  if (names === null || names.length === 0) return null;
  const shown = names.slice(0, NAMED).map((name) => html`<li>${dataText(name, LONGEST)}</li>`);
  const more = names.length > NAMED ? html`<li>and more</li>` : null;
  return html`<div class="named"><p>${title}</p><ul>${shown}${more}</ul></div>`;
}
