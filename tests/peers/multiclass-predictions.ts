import { Random } from './random.js';

/** Labelled rows, by the index of the label, with the probability of each label. */
export interface MulticlassPredictions {
  readonly title: string;
  readonly actual: readonly number[];
  readonly probabilities: readonly (readonly number[])[];
}

const random = new Random(2017);

/** Softmax of noise and, as strong as `skill`, the truth; only the first `drawn` labels occur. */
function classified(title: string, rows: number, labels: number, skill: number, drawn = labels): MulticlassPredictions {
  const actual = random.list(rows, (r) => Math.min(r.integer(drawn), r.integer(drawn)));
  const probabilities = actual.map((label) => {
    const weights = random.list(labels, (r, at) => Math.exp(r.normal() + (at === label ? skill : 0)));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => weight / total);
  });
  return { title, actual, probabilities };
}

export const MULTICLASS: readonly MulticlassPredictions[] = [
  { title: 'one row', actual: [1], probabilities: [[0.2, 0.5, 0.3]] },
  { title: 'one row, wrong', actual: [2], probabilities: [[0.2, 0.5, 0.3]] },
  {
    title: 'one label in all rows, and one prediction',
    actual: [1, 1, 1],
    probabilities: Array<number[]>(3).fill([0, 1, 0]),
  },
  {
    title: 'ties of the most probable label',
    actual: [0, 1, 2, 2],
    probabilities: [
      [0.4, 0.4, 0.2],
      [0.4, 0.4, 0.2],
      [0.25, 0.375, 0.375],
      [0.5, 0, 0.5],
    ],
  },
  {
    title: 'certain, and wrong at times',
    actual: [0, 1, 2, 0],
    probabilities: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  },
  {
    title: 'one probability for all',
    actual: [0, 1, 2, 0, 1],
    probabilities: Array<number[]>(5).fill([0.25, 0.25, 0.5]),
  },
  classified('a label that does not occur', 300, 4, 1, 3),
  classified('a good model of three labels', 2_000, 3, 2),
  classified('a useless model', 1_000, 5, 0),
  classified('ten labels', 3_000, 10, 2.5),
  classified('a hundred labels, of which some do not occur', 400, 100, 3),
];
