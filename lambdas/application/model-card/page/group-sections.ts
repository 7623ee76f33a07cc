import { BIAS_METRIC_NAMES, POSTTRAINING_METRICS, PRETRAINING_METRICS } from '../../../domain/bias/metric-names.js';
import type { ModelCard } from '../../documents/model-card.js';
import { type Html, html } from '../../page/html.js';
import { type Cell, cell, gateTable, number, section, table, unknown } from '../../page/parts.js';

type Findings = ModelCard['bias'];
type Numbers = Findings['gates'][number]['numbers'];

const FOUND = 'What validation found';

/** Whether it is good for each group of rows. */
export const segmentFindings = ({ measured, note, gates }: Findings): Html =>
  section(
    'segments',
    'Segments',
    measured ? gateTable(FOUND, gates) : html`<p>${unknown(note)}</p>`,
    ...gates.map(({ numbers }) => numberTable('Numbers', Object.entries(numbers))),
  );

const NAMES: readonly string[] = BIAS_METRIC_NAMES;
const MEANINGS: Readonly<Record<string, string>> = { ...PRETRAINING_METRICS, ...POSTTRAINING_METRICS };

/** Whether it is fair to each facet, by SageMaker Clarify's metrics. A is the advantaged side, D the rows of the facet. */
export const biasFindings = ({ measured, note, gates }: Findings): Html =>
  section(
    'bias',
    'Bias',
    measured ? gateTable(FOUND, gates) : html`<p>${unknown(note)}</p>`,
    ...gates.map(({ numbers }) => html`${facetTables(numbers)}`),
  );

/** A table a facet, of numbers that are called `<facet>.<metric>`, then the others. */
function facetTables(numbers: Numbers): readonly (Html | null)[] {
  const facets = new Map<string, [string, number | string][]>();
  const others: [string, number | string][] = [];
  for (const [name, value] of Object.entries(numbers)) {
    const dot = name.lastIndexOf('.');
    const [facet, metric] = [name.slice(0, dot), name.slice(dot + 1)];
    if (dot > 0 && Object.hasOwn(MEANINGS, metric)) facets.set(facet, [...(facets.get(facet) ?? []), [metric, value]]);
    else others.push([name, value]);
  }
  const order = (metric: string): number => NAMES.indexOf(metric);
  const tables = [...facets].map(([facet, found]) =>
    table(
      facet,
      ['Metric', 'Value', 'What it says'],
      found
        .sort(([a], [b]) => order(a) - order(b))
        .map(([metric, value]) => [cell(metric), shownValue(value), cell(MEANINGS[metric] ?? '')]),
    ),
  );
  return [...tables, numberTable('Numbers', others)];
}

const numberTable = (caption: string, numbers: readonly (readonly [string, number | string])[]): Html | null =>
  numbers.length === 0
    ? null
    : table(
        caption,
        ['Name', 'Value'],
        numbers.map(([name, value]) => [cell(name), shownValue(value)]),
      );

const shownValue = (value: number | string): Cell => (typeof value === 'number' ? number(value) : cell(value));
