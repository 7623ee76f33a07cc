import type { Command } from 'commander';
import * as z from 'zod';
import { type ModelCard, modelCardSchema } from '../../lambdas/application/documents/model-card.js';
import { parseDocument } from '../../lambdas/application/documents/parse.js';
import { saveText } from '../client/save-text.js';
import { type Style, styledStatus } from '../output/style.js';
import { renderFields, renderTable } from '../output/table.js';
import { type CommandContext, EXIT, type Outcome, type Run } from './command.js';
import { gateTable } from './gate-table.js';
import { withExamples, withVersion } from './options.js';

export function defineCard(program: Command, run: Run): void {
  const card = withVersion(program.command('card'))
    .description('Shows the model card of a version: purpose, metrics, approvals, and drift since its release.')
    .option('--html <file>', 'write the card as a page to this file')
    .action((options) => run((context) => showCard(context, options)));
  withExamples(card, 'card --model churn --version 4 --html card.html');
}

/** `mlops card`: the model card of a version; the page is the platform's own. */
export async function showCard(
  { control, progress, style }: CommandContext,
  options: { readonly model: string; readonly version: number; readonly html?: string },
): Promise<Outcome> {
  const path = `/models/${options.model}/versions/${options.version}/card`;
  const json = await control.get(path, z.unknown());
  const card = parseDocument(modelCardSchema, json, `The model card that ${path} answers`);
  if (options.html !== undefined) {
    await saveText(options.html, await control.getText(path, { format: 'html' }));
    progress.step(`The page is in ${options.html}.`);
  }
  return { json, text: cardText(card, style), exitCode: EXIT.ok };
}

/** The card in short; the page and the JSON have all of it. */
export function cardText(card: ModelCard, style: Style): string {
  const { performance, gates, drift, segments, bias } = card;
  const parts = [
    renderFields(
      [
        ['model', card.model],
        ['version', String(card.version)],
        ['status', styledStatus(card.status, style)],
        ['standing', card.standing],
        ...card.reasons.map((reason) => ['reason', reason] as const),
        ['purpose', inOneLine(card.purpose)],
        ['limits', inOneLine(card.limitations)],
        ['owner', inOneLine(card.owner)],
        ['description', card.description === null ? undefined : inOneLine(card.description)],
        ['approval', approvalWords(card.approval)],
        ['segments', findingWords(segments)],
        ['bias', findingWords(bias)],
        ['drift', driftWords(drift)],
        ['report', drift.newest?.reportKey],
      ],
      style,
    ),
    ...(performance.metrics.length === 0 ? [] : [metricTable(performance.metrics, style)]),
    ...(gates.length === 0 ? [] : [gateTable(gates, style)]),
  ];
  return parts.join('\n\n');
}

const inOneLine = (text: string | null): string => text?.replace(/\s*\n\s*/g, ' ') ?? 'not stated';

function approvalWords(approval: ModelCard['approval']): string {
  if (approval === null) return 'none was asked for';
  const said = approval.decisions.map(({ decision, actor }) => `${decision} by ${actor}`);
  return [approval.status, ...said].join('; ');
}

const findingWords = ({ measured, note, gates }: ModelCard['bias']): string =>
  measured ? gates.map(({ verdict, reason }) => `${verdict}: ${reason}`).join('; ') : note;

function driftWords({ measured, note, windows, columns }: ModelCard['drift']): string {
  if (!measured) return note;
  const named = columns.length === 0 ? '' : `: ${columns.map(({ column }) => column).join(', ')}`;
  return `${windows.drifted} of ${windows.judged} windows${named} (${note})`;
}

function metricTable(metrics: ModelCard['performance']['metrics'], style: Style): string {
  const rows = metrics.map(({ name, measured, submitted, bound, within }) => [
    name,
    words(measured),
    words(submitted),
    bound === null ? '-' : boundWords(bound),
    within === null ? '-' : within ? style.good('within') : style.bad('beyond'),
  ]);
  return renderTable(['METRIC', 'MEASURED', 'SUBMITTED', 'ASKED FOR', 'VERDICT'], rows, style);
}

const words = (value: number | null): string => (value === null ? '-' : String(Number(value.toPrecision(6))));

function boundWords({
  minimum,
  maximum,
}: {
  readonly minimum: number | null;
  readonly maximum: number | null;
}): string {
  const low = minimum === null ? [] : [`at least ${words(minimum)}`];
  const high = maximum === null ? [] : [`at most ${words(maximum)}`];
  return [...low, ...high].join(', ');
}
