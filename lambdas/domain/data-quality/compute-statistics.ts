import type { Table } from '../datasets/table.js';
import { histogramCounts } from '../statistics/histogram.js';
import { moments } from '../statistics/moments.js';
import { type InferredType, inferType } from './inferred-type.js';
import { SKETCH_PARAMETERS, sketchLevels } from './model-monitor-sketch.js';
import type { DatasetStatistics, FeatureStatistics, NumericalStatistics, StringStatistics } from './statistics.js';

const BUCKETS = 10;
/** Deequ's own bound of a histogram: of more values the most frequent ones are kept. */
const MOST_CATEGORIES = 1_000;

/** Model Monitor's statistics of the named columns, by default of all; those that the table lacks are left out. */
export function computeStatistics(table: Table, names: readonly string[] = table.columns): DatasetStatistics {
  return {
    version: 0,
    dataset: { item_count: table.rows.length },
    features: names.flatMap((name) => {
      const at = table.columns.indexOf(name);
      return at < 0
        ? []
        : [
            featureStatistics(
              name,
              table.rows.map((row) => row[at] ?? ''),
            ),
          ];
    }),
  };
}

function featureStatistics(name: string, texts: readonly string[]): FeatureStatistics {
  const present = texts.filter((text) => text !== '');
  const common = { num_present: present.length, num_missing: texts.length - present.length };
  const inferred: InferredType = inferType(present);
  if (inferred === 'String' || inferred === 'Unknown') {
    return { name, inferred_type: inferred, string_statistics: { common, ...strings(present) } };
  }
  const sorted = Float64Array.from(present, Number).sort();
  return { name, inferred_type: inferred, numerical_statistics: { common, ...numbers(sorted) } };
}

function strings(present: readonly string[]): Omit<StringStatistics, 'common'> {
  const counts = new Map<string, number>();
  for (const text of present) counts.set(text, (counts.get(text) ?? 0) + 1);
  const buckets = [...counts]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, MOST_CATEGORIES)
    .map(([value, count]) => ({ value, count }));
  return { distinct_count: counts.size, distribution: { categorical: { buckets } } };
}

function numbers(sorted: Float64Array): Omit<NumericalStatistics, 'common'> {
  const { mean, standardDeviation, minimum, maximum } = moments(sorted);
  const edges = bucketEdges(minimum, maximum);
  const counts = histogramCounts(sorted, edges);
  return {
    mean,
    sum: sorted.reduce((sum, value) => sum + value, 0),
    std_dev: standardDeviation,
    min: minimum,
    max: maximum,
    distribution: {
      kll: {
        buckets: Array.from(counts, (count, index) => ({
          lower_bound: edges[index] as number,
          upper_bound: edges[index + 1] as number,
          count,
        })),
        sketch: { parameters: SKETCH_PARAMETERS, data: sketchLevels(sorted) },
      },
    },
  };
}

/** As numpy.histogram has them: a column of one value gets a range of width 1 around it. */
function bucketEdges(minimum: number, maximum: number): Float64Array {
  const [low, high] = minimum === maximum ? [minimum - 0.5, maximum + 0.5] : [minimum, maximum];
  const step = (high - low) / BUCKETS;
  const edges = Float64Array.from({ length: BUCKETS + 1 }, (_, index) => index * step + low);
  edges[BUCKETS] = high;
  return edges;
}
