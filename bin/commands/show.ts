import type { Command } from 'commander';
import { approvalSchema, type Version, versionSchema } from '../client/documents.js';
import { unlessNotFound } from '../client/errors.js';
import { styledStatus } from '../output/style.js';
import { renderFields } from '../output/table.js';
import { approvalText } from './approval-text.js';
import { type CommandContext, EXIT, type Outcome, type Run } from './command.js';
import { gateTable } from './gate-table.js';
import { withExamples, withVersion } from './options.js';
import { aliasesByVersion } from './versions.js';

export function defineShow(program: Command, run: Run): void {
  const show = withVersion(program.command('show'))
    .description('Shows a version with its aliases, its gates and its approval.')
    .action((options) => run((context) => showVersion(context, options)));
  withExamples(show, 'show --model churn --version 4');
}

/** `mlops show`: one version, what names it, what its gates found, and who approved it. */
export async function showVersion(
  { control, style }: CommandContext,
  { model, version: number }: { readonly model: string; readonly version: number },
): Promise<Outcome> {
  const path = `/models/${model}/versions/${number}`;
  const version = await control.get(path, versionSchema);
  const [names, approval] = await Promise.all([
    aliasesByVersion(control, model),
    unlessNotFound(control.get(`${path}/approval`, approvalSchema)),
  ]);
  const aliases = names.get(number) ?? [];
  const parts = [
    versionText(model, version, { style }, aliases),
    ...(approval === undefined ? [] : [approvalText(approval, style)]),
  ];
  return { json: { ...version, aliases, approval: approval ?? null }, text: parts.join('\n\n'), exitCode: EXIT.ok };
}

/** What it was made from, in a line; `mlops lineage` has all of it. */
function originText({ contents }: Version): string | undefined {
  const lineage = contents?.lineage;
  if (lineage === undefined) return undefined;
  const counted = (count: number, noun: string) => (count === 0 ? [] : [`${count} ${noun}${count === 1 ? '' : 's'}`]);
  const parts = [
    ...counted(lineage.datasets?.length ?? 0, 'dataset object'),
    ...counted(lineage.dvc?.length ?? 0, 'DVC output'),
    ...(lineage.parentVersion === undefined ? [] : [`version ${lineage.parentVersion}`]),
    ...(lineage.gitCommit === undefined ? [] : [`commit ${lineage.gitCommit.slice(0, 12)}`]),
    ...(lineage.trigger === undefined ? [] : [`trigger ${lineage.trigger}`]),
  ];
  return parts.length === 0 ? undefined : parts.join(', ');
}

/** A version for a person: its fields, and its gates if they were run. */
export function versionText(
  model: string,
  version: Version,
  { style }: Pick<CommandContext, 'style'>,
  aliases: readonly string[] = [],
): string {
  const fields = renderFields(
    [
      ['model', model],
      ['version', String(version.version)],
      ['status', styledStatus(version.status, style)],
      ['aliases', aliases.join(', ')],
      ['submission', version.submissionId],
      ['registered', version.registeredAt],
      ['by', version.registeredBy],
      ['description', version.description],
      ...Object.entries(version.contents?.tags ?? {}).map(([key, value]) => ['tag', `${key}=${value}`] as const),
      ['made from', originText(version)],
      ...(version.reasons ?? []).map((reason) => ['reason', reason] as const),
    ],
    style,
  );
  const gates = version.gates ?? [];
  return gates.length === 0 ? fields : `${fields}\n\n${gateTable(gates, style)}`;
}
