import type { ModelCard } from '../../documents/model-card.js';
import { type Html, html } from '../../page/html.js';
import { count, time } from '../../page/page.js';
import { cell, facts, pointer, prose, section, short, stated, table, unknown } from '../../page/parts.js';

/** What people say it is for, and what it takes and gives. */
export function intendedUse({ purpose, limitations, signature, tags }: ModelCard): Html {
  const labels = signature?.labels?.map(String).join(' or ');
  return section(
    'use',
    'Intended use and limits',
    facts([
      ['Purpose', prose(purpose)],
      ['Limits', prose(limitations)],
      ['Tags', Object.keys(tags).length === 0 ? null : html`${tagList(tags)}`],
      ['Labels', labels ?? null],
    ]),
    signature === null ? unknown('The columns are not known: the submission could not be read.') : columns(signature),
  );
}

const tagList = (tags: ModelCard['tags']): string =>
  Object.entries(tags)
    .map(([name, value]) => (value === '' ? name : `${name}: ${value}`))
    .join(', ');

function columns({ inputs, outputs }: NonNullable<ModelCard['signature']>): Html {
  const rows = [
    ...inputs.map(({ name, type, required }) => [name, type, required ? 'required' : 'may be missing']),
    ...outputs.map(({ name, type }) => [name, type, 'answer']),
  ];
  const required = inputs.filter((input) => input.required).length;
  return html`<details><summary>${inputs.length} columns in, ${required} of them required; ${outputs.length} out</summary>${table(
    'What a request has to have, and what the answer has',
    ['Column', 'Type', 'Use'],
    rows.map((row) => row.map(cell)),
  )}</details>`;
}

/** What went in, each object by its exact version. */
export function dataAndLineage({ data, readable, reproduction }: ModelCard): Html {
  if (!readable) {
    return section(
      'data',
      'Data and lineage',
      html`<p>${unknown('Not known: the manifest of the submission was unusable, or an object of it was missing.')}</p>`,
    );
  }
  const { evaluationSet, datasets, datasetsOmitted, dvc, baseline } = data;
  const { parentVersion, trigger } = reproduction;
  const objects = [
    ...datasets.map((dataset) => ['Training data', pointer(dataset)] as const),
    ...(evaluationSet === null ? [] : [[`Evaluation set ${evaluationSet.number}`, pointer(evaluationSet)] as const]),
    ...(baseline === null
      ? []
      : [
          ['Baseline rows', pointer(baseline.rows)] as const,
          ['Baseline statistics', pointer(baseline.statistics)] as const,
        ]),
  ];
  return section(
    'data',
    'Data and lineage',
    facts([
      ['Why it was trained', stated(trigger)],
      ['Parent', parentVersion === null ? unknown('not stated') : html`version ${parentVersion}`],
      ['Training data', datasets.length + dvc.length === 0 ? unknown('not stated') : null],
      ['Not listed', datasetsOmitted === 0 ? null : html`${count(datasetsOmitted)} datasets: the snapshot names them`],
      ['Evaluated on', evaluationSet === null ? unknown('not stated') : evaluated(evaluationSet)],
    ]),
    table(
      'Objects of the artifact store',
      ['Use', 'Object'],
      objects.map(([use, object]) => [cell(use), cell(object)]),
    ),
    dvc.length === 0 ? null : dvcTable(dvc),
  );
}

const evaluated = ({ number, rows, createdAt }: NonNullable<ModelCard['data']['evaluationSet']>): Html =>
  html`evaluation set ${number}${rows === null ? null : html`, ${count(rows)} rows`}${createdAt === null ? null : html`, set aside ${time(createdAt)}`}`;

const dvcTable = (dvc: ModelCard['data']['dvc']): Html =>
  table(
    'Data that DVC keeps track of',
    ['Path', 'MD5', 'Size', 'Named in'],
    dvc.map(({ path, md5, size, source }) => [
      cell(path),
      cell(html`<code class="hash" title="${md5}">${short(md5)}</code>`),
      cell(size === null ? unknown('not stated') : `${count(size)} bytes`),
      cell(source),
    ]),
  );

/** What it takes to make it again, and where the evidence lies. */
export function reproduce({ reproduction, submission }: ModelCard): Html {
  const { manifest, artifact, evaluationReport, validationReport, hyperparameters } = reproduction;
  const settings = Object.entries(hyperparameters);
  const objects = [
    ['Manifest', manifest] as const,
    ['Artifact', artifact] as const,
    ['Evaluation report', evaluationReport] as const,
    ['Validation report', validationReport] as const,
  ];
  return section(
    'reproduce',
    'Reproduce',
    facts([
      ['Image', stated(reproduction.image)],
      ['Git commit', stated(reproduction.gitCommit)],
      ['Training job', stated(reproduction.trainingJobArn)],
      ['Run', stated(reproduction.runId)],
      ['Submission', html`<code>${submission.id}</code>`],
      ['Submitted by', html`<code>${submission.by}</code>`],
      ['Registered', time(submission.registeredAt)],
      ['Hyperparameters', settings.length === 0 ? unknown('not stated') : null],
    ]),
    settings.length === 0
      ? null
      : table(
          'Hyperparameters',
          ['Name', 'Value'],
          settings.map(([name, value]) => [cell(name), cell(html`<code>${value}</code>`)]),
        ),
    table(
      'Evidence',
      ['What', 'Object'],
      objects.map(([what, object]) => [cell(what), cell(object === null ? unknown('none') : pointer(object))]),
    ),
  );
}
