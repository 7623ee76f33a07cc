import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { verifyAudit } from '../../lambdas/application/audit/verify-audit.js';
import { canonicalJson } from '../../lambdas/domain/canonical-json.js';
import { systemClock } from '../../lambdas/ports/clock.js';
import type { RegistryArchive } from '../../lambdas/ports/registry-archive.js';
import { registryKeys } from '../../lib/contracts/index.js';
import { openArchive, openTrail, placesOf } from '../client/audit-ports.js';
import { CommandError } from '../client/errors.js';
import { renderTable } from '../output/table.js';
import { type DirectContext, EXIT, type Outcome, type RunDirectly } from './command.js';
import { parseModel, withExamples, withModel } from './options.js';

export function defineAudit(program: Command, run: RunDirectly): void {
  const audit = program.command('audit').description("Reads the audit records, with the caller's own rights.");
  const verify = audit
    .command('verify')
    .description('Compares the registry with its audit records, their anchors and their copies.')
    .option('--model <name>', 'this model only', parseModel)
    .option('--table <name>', "another table, of a restore or a rebuild (default: the platform's)")
    .action((options) => run((context) => verifyRegistry(context, options)));
  withExamples(verify, 'audit verify', 'audit verify --model churn --json', 'audit verify --table registry-restored');

  const exported = withModel(audit.command('export'))
    .description('Writes the audit records of a model, a line of JSON each.')
    .option('--out <file>', 'the file (default: standard output)')
    .action((options) => run((context) => exportRecords(context, options)));
  withExamples(exported, 'audit export --model churn --out churn.jsonl');
}

/** `mlops audit verify`: everything that is wrong, by model. The answer is no when something is. */
export async function verifyRegistry(
  { outputs, progress, style }: DirectContext,
  { table, ...options }: { readonly model?: string; readonly table?: string },
): Promise<Outcome> {
  const places = placesOf(await outputs());
  if (places.anchorBucket === undefined) progress.step('The platform has no anchors: recomputed chains go unnoticed.');
  const ports = {
    archive: await openArchive(table ?? places.table),
    trail: await openTrail(places),
    clock: systemClock,
  };
  const { models, others } = await verifyAudit(ports, {
    ...options,
    onProgress: (model, seq) => progress.update(`${model}: audit record ${seq}`),
  });
  const findings = [...models.flatMap((model) => model.findings), ...others.map((other) => ({ ...other, model: '-' }))];
  const rows = models.map(({ model, records, anchors, copies, pending, findings: { length } }) => [
    model,
    ...[records, anchors, copies, pending].map(String),
    length === 0 ? style.good('0') : style.bad(String(length)),
  ]);
  const text = [renderTable(['MODEL', 'RECORDS', 'ANCHORS', 'COPIES', 'PENDING', 'FINDINGS'], rows, style)];
  if (findings.length > 0) {
    const lines = findings.map(({ model, kind, message }) => [model, style.bad(kind), message]);
    text.push('', renderTable(['MODEL', 'FINDING', 'WHAT'], lines, style));
    text.push('', 'What to do about each is in the runbook audit-finding.');
  }
  const json = { models: models.map(({ findings: _, ...counts }) => counts), findings };
  return { json, text: text.join('\n'), exitCode: findings.length === 0 ? EXIT.ok : EXIT.refused };
}

/** `mlops audit export`: the records as the table has them, one at a time. */
export async function exportRecords(
  { outputs, print }: DirectContext,
  { model, out }: { readonly model: string; readonly out?: string },
): Promise<Outcome> {
  const { table } = placesOf(await outputs());
  const count = { records: 0 };
  const lines = recordLines(await openArchive(table), model, count);
  if (out === undefined) {
    for await (const line of lines) print(line);
    if (count.records === 0) throw noRecords(model);
    return { json: undefined, exitCode: EXIT.ok };
  }
  const first = await lines.next();
  if (first.done === true) throw noRecords(model);
  const all = async function* () {
    yield first.value;
    yield* lines;
  };
  await pipeline(Readable.from(all()), createWriteStream(out)).catch((cause: Error) => {
    throw new CommandError(`${out} can't be written (${cause.message})`, { cause });
  });
  const json = { model, ...count, file: out };
  return { json, text: `${count.records} audit records of ${model} are in ${out}.`, exitCode: EXIT.ok };
}

async function* recordLines(archive: RegistryArchive, model: string, count: { records: number }) {
  const items = archive.items(registryKeys.modelPartition(model), { prefix: registryKeys.auditPrefix });
  for await (const { attributes } of items) {
    count.records += 1;
    yield `${canonicalJson(attributes.record)}\n`;
  }
}

const noRecords = (model: string): CommandError =>
  new CommandError(`the registry has no audit records of a model ${model}`);
