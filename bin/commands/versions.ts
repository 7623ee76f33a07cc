import { type Command, Option } from 'commander';
import type { ControlClient } from '../client/control-client.js';
import {
  aliasListSchema,
  type ModelState,
  modelListSchema,
  modelStateSchema,
  type Version,
  versionPageSchema,
} from '../client/documents.js';
import { unlessNotFound } from '../client/errors.js';
import { styledStatus } from '../output/style.js';
import { renderTable } from '../output/table.js';
import { type CommandContext, EXIT, type Outcome, type Run } from './command.js';
import { parseCount, withExamples, withModel } from './options.js';

export function defineVersions(program: Command, run: Run): void {
  const models = program
    .command('models')
    .description('Lists the models, and who serves each.')
    .action(() => run(listModels));
  withExamples(models, 'models');

  const versions = withModel(program.command('versions'))
    .description('Lists the versions of a model, newest first.')
    .option('--limit <number>', 'how many', parseCount, 20)
    .addOption(new Option('--all', 'all of them, as JSON lines, printed as they come').conflicts('limit'))
    .action((options) => run((context) => (options.all ? printVersions : listVersions)(context, options)));
  withExamples(
    versions,
    "versions --model churn --json | jq '.versions[0].status'",
    'versions --model churn --all > versions.jsonl',
  );
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

/** Versions a page, at most. */
const PAGE = 100;

/** The versions of a model, newest first, page by page. */
async function* pagesOf(control: ControlClient, model: string, limit = Infinity): AsyncGenerator<readonly Version[]> {
  let cursor: string | undefined;
  let given = 0;
  do {
    const page = await control.get(`/models/${model}/versions`, versionPageSchema, {
      limit: String(Math.min(PAGE, limit - given)),
      ...(cursor !== undefined && { cursor }),
    });
    yield page.versions;
    given += page.versions.length;
    cursor = page.cursor ?? undefined;
  } while (cursor !== undefined && given < limit);
}

/** `mlops versions --all`: a line of JSON a version, however many there are; one page is held at a time. */
export async function printVersions(
  { control, print }: CommandContext,
  { model }: { readonly model: string },
): Promise<Outcome> {
  const names = await aliasesByVersion(control, model);
  for await (const versions of pagesOf(control, model)) {
    for (const version of versions.map(withAliases(names))) print(`${JSON.stringify(version)}\n`);
  }
  return { json: undefined, exitCode: EXIT.ok };
}

/** `mlops versions`: the versions of a model, newest first. */
export async function listVersions(
  { control, style }: CommandContext,
  options: { readonly model: string; readonly limit: number },
): Promise<Outcome> {
  const { model, limit } = options;
  const versions: Version[] = [];
  for await (const page of pagesOf(control, model, limit)) versions.push(...page);
  const names = await aliasesByVersion(control, model);
  const named = versions.map(withAliases(names));
  const rows = named.map((version) => [
    String(version.version),
    styledStatus(version.status, style),
    version.aliases.join(', '),
    version.registeredAt ?? '',
    (version.reasons ?? []).join('; '),
  ]);
  const text =
    rows.length === 0
      ? `The model ${model} has no version yet.`
      : renderTable(['VERSION', 'STATUS', 'ALIASES', 'REGISTERED', 'REASONS'], rows, style);
  return { json: { model, versions: named }, text, exitCode: EXIT.ok };
}

const withAliases = (names: ReadonlyMap<number, readonly string[]>) => (version: Version) => ({
  ...version,
  aliases: names.get(version.version) ?? [],
});

/** The aliases of each version that has one. */
export async function aliasesByVersion(
  control: ControlClient,
  model: string,
): Promise<ReadonlyMap<number, readonly string[]>> {
  const found = await unlessNotFound(control.get(`/models/${model}/aliases`, aliasListSchema));
  const names = new Map<number, string[]>();
  for (const { alias, version } of found?.aliases ?? []) {
    names.set(version, [...(names.get(version) ?? []), alias]);
  }
  return names;
}
