import { type Command, InvalidArgumentError } from 'commander';
import { modelName } from '../../lambdas/application/documents/manifest.js';
import { type DatasetVersions, datasetVersionsSchema, type Lineage, lineageSchema } from '../client/documents.js';
import { CommandError } from '../client/errors.js';
import type { Style } from '../output/style.js';
import { styledStatus } from '../output/style.js';
import { renderFields, renderTable } from '../output/table.js';
import { type CommandContext, EXIT, type Outcome, type Run } from './command.js';
import { parseCount, withExamples } from './options.js';

export interface LineageOptions {
  readonly model?: string;
  readonly version?: number;
  readonly dataset?: string;
  readonly limit: number;
}

export function defineLineage(program: Command, run: Run): void {
  const command = program
    .command('lineage')
    .description('Shows what a version was made from, or which versions of any model were made from a dataset.')
    .option('--model <name>', 'the model, together with --version', parseModel)
    .option('--version <number>', 'the version', parseCount)
    .option('--dataset <hash>', 'the SHA-256 of a dataset object, or the MD5 that DVC has of it', parseHash)
    .option('--limit <number>', 'how many versions of a dataset', parseCount, 100)
    .action((options: LineageOptions) => run((context) => lineage(context, options)));
  withExamples(command, 'lineage --model churn --version 7', 'lineage --dataset d8e8fca2dc0f896fd7cb4cb0031ba249');
}

function parseModel(text: string): string {
  if (modelName.safeParse(text).success) return text;
  throw new InvalidArgumentError('expected 1 to 32 of a-z, 0-9 and inner hyphens');
}

function parseHash(text: string): string {
  const hash = text.toLowerCase();
  if (/^([0-9a-f]{64}|[0-9a-f]{32}(\.dir)?)$/.test(hash)) return hash;
  throw new InvalidArgumentError('expected a SHA-256 (64 hexadecimal digits) or an MD5 (32, with ".dir" of a folder)');
}

/** `mlops lineage`, in either direction. */
export async function lineage(context: CommandContext, options: LineageOptions): Promise<Outcome> {
  const { model, version, dataset, limit } = options;
  if (dataset !== undefined && model === undefined && version === undefined) {
    return versionsOf(context, dataset, limit);
  }
  if (dataset !== undefined || model === undefined || version === undefined) {
    throw new CommandError('expected either --model and --version, or --dataset');
  }
  const found = await context.control.get(`/models/${model}/versions/${version}/lineage`, lineageSchema);
  return { json: found, text: lineageText(found, context.style), exitCode: EXIT.ok };
}

function lineageText(found: Lineage, style: Style): string {
  const { evaluationSet, hyperparameters = {}, datasets, dvc, parents } = found;
  const { datasetsOmitted = 0 } = found;
  const fields = renderFields(
    [
      ['model', found.model],
      ['version', String(found.version)],
      ['submitted', `${found.registeredAt} by ${found.submittedBy}`],
      ['trigger', found.trigger],
      ['run', found.runId],
      ['training job', found.trainingJobArn],
      ['image', found.image],
      ['git commit', found.gitCommit],
      ['artifact', found.artifact?.sha256],
      ['evaluated on', evaluationSet === undefined ? undefined : `set ${evaluationSet.number}, ${evaluationSet.key}`],
      ...Object.entries(hyperparameters).map(([name, value]) => ['param', `${name}=${value}`] as const),
      ['not listed', datasetsOmitted === 0 ? undefined : `${datasetsOmitted} datasets: the snapshot names them`],
      ...parents.map(
        (parent) => ['parent', `version ${parent.version}, ${styledStatus(parent.status, style)}`] as const,
      ),
    ],
    style,
  );
  const rows = [
    ...datasets.map(({ key, sha256 }) => [key, sha256]),
    ...dvc.map(({ path, md5, source }) => [`${path} (${source})`, md5]),
  ];
  return rows.length === 0 ? fields : `${fields}\n\n${renderTable(['DATASET', 'HASH'], rows, style)}`;
}

/** All of them up to the limit, page by page. */
async function versionsOf({ control, style }: CommandContext, dataset: string, limit: number): Promise<Outcome> {
  const versions: DatasetVersions['versions'] = [];
  let cursor: string | null | undefined;
  do {
    const page: DatasetVersions = await control.get(`/datasets/${dataset}/versions`, datasetVersionsSchema, {
      limit: String(Math.min(100, limit - versions.length)),
      ...(cursor && { cursor }),
    });
    versions.push(...page.versions);
    cursor = page.cursor;
  } while (cursor && versions.length < limit);
  const rows = versions.map(({ model, version, dataset: used }) => [
    model,
    String(version),
    used.key ?? used.path ?? '',
  ]);
  const text =
    rows.length === 0
      ? `No version was made from ${dataset}.`
      : renderTable(['MODEL', 'VERSION', 'DATASET'], rows, style) + (cursor ? '\nThere are more: pass --limit.' : '');
  return { json: { hash: dataset, versions, cursor: cursor ?? null }, text, exitCode: EXIT.ok };
}
