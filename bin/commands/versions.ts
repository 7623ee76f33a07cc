import type { Command } from 'commander';
import {
  type ModelState,
  modelListSchema,
  modelStateSchema,
  type Version,
  versionPageSchema,
  versionSchema,
} from '../client/documents.js';
import { styledStatus } from '../output/style.js';
import { renderFields, renderTable } from '../output/table.js';
import { type CommandContext, EXIT, type Outcome, type Run } from './command.js';
import { gateTable } from './gate-table.js';
import { parseCount, withExamples, withModel, withVersion } from './options.js';

export function defineVersions(program: Command, run: Run): void {
  const models = program
    .command('models')
    .description('Lists the models, and who serves each.')
    .action(() => run(listModels));
  withExamples(models, 'models');

  const versions = withModel(program.command('versions'))
    .description('Lists the versions of a model, newest first.')
    .option('--limit <number>', 'how many', parseCount, 20)
    .action((options) => run((context) => listVersions(context, options)));
  withExamples(versions, "versions --model churn --json | jq '.versions[0].status'");

  const show = withVersion(program.command('show'))
    .description('Shows a version with its gates.')
    .action((options) => run((context) => showVersion(context, options)));
  withExamples(show, 'show --model churn --version 4');
}

/** `mlops models`: every model, with who serves. */
export async function listModels({ control, style }: CommandContext): Promise<Outcome> {
  const { models } = await control.get('/models', modelListSchema);
  const states = await Promise.all(
    models.map(async (entry) => ({
      ...entry,
      ...(await control.get(`/models/${entry.model}`, modelStateSchema)),
      model: entry.model,
    })),
  );
  const rows = states.map((state) => [
    style.bold(state.model),
    servedBy(state, 'champion'),
    servedBy(state, 'candidate'),
  ]);
  const text =
    rows.length === 0 ? 'The platform has no model.' : renderTable(['MODEL', 'CHAMPION', 'CANDIDATE'], rows, style);
  return { json: { models: states }, text, exitCode: EXIT.ok };
}

function servedBy(state: ModelState, slot: string): string {
  const variant = state.trafficSplit?.variants.find((candidate) => candidate.slot === slot);
  const alias = state.aliases.find((candidate) => candidate.alias === slot);
  if (variant !== undefined) return `version ${variant.version} (${variant.weight} %)`;
  return alias === undefined ? '-' : `version ${alias.version}`;
}

/** `mlops versions`: the versions of a model, newest first. */
export async function listVersions(
  { control, style }: CommandContext,
  options: { readonly model: string; readonly limit: number },
): Promise<Outcome> {
  const { model, limit } = options;
  const versions: Version[] = [];
  let cursor: string | undefined;
  do {
    const page = await control.get(`/models/${model}/versions`, versionPageSchema, {
      limit: String(Math.min(100, limit - versions.length)),
      ...(cursor !== undefined && { cursor }),
    });
    versions.push(...page.versions);
    cursor = page.cursor ?? undefined;
  } while (cursor !== undefined && versions.length < limit);
  const rows = versions.map((version) => [
    String(version.version),
    styledStatus(version.status, style),
    version.registeredAt ?? '',
    (version.reasons ?? []).join('; '),
  ]);
  const text =
    rows.length === 0
      ? `The model ${model} has no version yet.`
      : renderTable(['VERSION', 'STATUS', 'REGISTERED', 'REASONS'], rows, style);
  return { json: { model, versions }, text, exitCode: EXIT.ok };
}

/** `mlops show`: one version with its gates. */
export async function showVersion(
  { control, style }: CommandContext,
  options: { readonly model: string; readonly version: number },
): Promise<Outcome> {
  const version = await control.get(`/models/${options.model}/versions/${options.version}`, versionSchema);
  return { json: version, text: versionText(options.model, version, { style }), exitCode: EXIT.ok };
}

/** A version for a person: its fields, and its gates if they were run. */
export function versionText(model: string, version: Version, { style }: Pick<CommandContext, 'style'>): string {
  const fields = renderFields(
    [
      ['model', model],
      ['version', String(version.version)],
      ['status', styledStatus(version.status, style)],
      ['submission', version.submissionId],
      ['registered', version.registeredAt],
      ['by', version.registeredBy],
      ['description', version.description],
      ...(version.reasons ?? []).map((reason) => ['reason', reason] as const),
    ],
    style,
  );
  const gates = version.gates ?? [];
  return gates.length === 0 ? fields : `${fields}\n\n${gateTable(gates, style)}`;
}
