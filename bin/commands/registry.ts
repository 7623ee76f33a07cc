import type { Command } from 'commander';
import { type RebuiltModel, rebuildRegistry } from '../../lambdas/application/audit/rebuild-registry.js';
import { type AuditPlaces, openArchive, openTrail, placesOf } from '../client/audit-ports.js';
import { renderTable } from '../output/table.js';
import { type DirectContext, EXIT, type Outcome, type RunDirectly } from './command.js';
import { withExamples } from './options.js';

interface RebuildOptions {
  readonly table: string;
  readonly bucket?: string;
  readonly anchors?: string;
}

export function defineRegistry(program: Command, run: RunDirectly): void {
  const registry = program.command('registry').description("Restores the registry, with the caller's own rights.");
  const rebuild = registry
    .command('rebuild')
    .description('Puts the registry back into an empty table, out of the copies of its audit records.')
    .requiredOption('--table <name>', 'the table that is written')
    .option('--bucket <name>', "the bucket of the copies (default: the platform's, by its stack)")
    .option('--anchors <name>', "the bucket of the anchors (default: the platform's, without --bucket)")
    .action((options) => run((context) => rebuildTable(context, options)));
  withExamples(
    rebuild,
    'registry rebuild --table registry-restored',
    'registry rebuild --table t --bucket b --anchors a',
  );
}

/** `mlops registry rebuild`: the answer is no when a model could not be written. */
export async function rebuildTable(context: DirectContext, options: RebuildOptions): Promise<Outcome> {
  const { progress, style } = context;
  const places = await sourceOf(context, options);
  if (places.anchorBucket === undefined) {
    progress.step(
      'Without anchors: nobody can tell whether newer audit records are lost, or copies were written anew.',
    );
  }
  const ports = { archive: await openArchive(options.table), trail: await openTrail(places) };
  const models: RebuiltModel[] = [];
  for await (const result of rebuildRegistry(ports, (model, seq) => progress.update(`${model}: audit record ${seq}`))) {
    progress.step(`${result.model}: ${result.status}${result.problem === undefined ? '' : `, ${result.problem}`}`);
    models.push(result);
  }
  const rows = models.map(({ model, status, lastSeq, items, anchoredWithoutCopy, problem }) => [
    model,
    status === 'broken' || status === 'refused' ? style.bad(status) : style.good(status),
    ...[lastSeq, items, anchoredWithoutCopy].map(String),
    problem ?? '',
  ]);
  const headers = ['MODEL', 'STATUS', 'LAST RECORD', 'ITEMS WRITTEN', 'ANCHORED WITHOUT COPY', 'PROBLEM'];
  const isDone = models.every(({ status }) => status === 'rebuilt' || status === 'unchanged');
  return { json: { models }, text: renderTable(headers, rows, style), exitCode: isDone ? EXIT.ok : EXIT.refused };
}

/** After a disaster there may be no stack to ask. */
async function sourceOf(
  { outputs }: DirectContext,
  { bucket, anchors }: RebuildOptions,
): Promise<Omit<AuditPlaces, 'table'>> {
  if (bucket !== undefined)
    return { artifactBucket: bucket, ...(anchors === undefined ? {} : { anchorBucket: anchors }) };
  const places = placesOf(await outputs());
  return anchors === undefined ? places : { ...places, anchorBucket: anchors };
}
