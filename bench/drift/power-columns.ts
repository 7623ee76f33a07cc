import type { Random } from '../../lambdas/domain/statistics/seeded-random.js';

/** What a column's values are drawn from. */
export const LAWS = ['normal', 'lognormal', 't3', 'poisson', 'zipf2', 'zipf40', 'zipf200'] as const;
export type Law = (typeof LAWS)[number];

/** Ten columns of a data set; the first is the one that is moved. */
export const COLUMNS: readonly Law[] = [
  ...LAWS,
  ...(['normal', 'poisson', 'zipf40'] as const satisfies readonly Law[]),
];

/** Codes of categories, or numbers. */
export const isCategorical = (law: Law): boolean => law.startsWith('zipf');

const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Student's with 3 degrees of freedom. */
const student3 = (random: Random): number =>
  normal(random) / Math.sqrt((normal(random) ** 2 + normal(random) ** 2 + normal(random) ** 2) / 3);

/** Of the mean 3, so that most values are ties. */
const poisson = inverse(Array.from({ length: 30 }, (_, k) => poissonMass(3, k)));

function poissonMass(mean: number, k: number): number {
  let mass = Math.exp(-mean);
  for (let i = 1; i <= k; i++) mass *= mean / i;
  return mass;
}

/** The k-th commonest of some categories is 1 / k as common as the first. */
const zipf = (categories: number) => inverse(Array.from({ length: categories }, (_, k) => 1 / (k + 1)));

/** Draws the place of a weight, as often as it weighs. */
function inverse(weights: readonly number[]): (random: Random) => number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  const upTo = Float64Array.from(weights, (weight) => {
    sum += weight / total;
    return sum;
  });
  return (random) => {
    const drawn = random();
    let [low, high] = [0, upTo.length - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((upTo[middle] as number) > drawn) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

const DRAWS: Readonly<Record<Law, (random: Random) => number>> = {
  normal,
  lognormal: (random) => Math.exp(normal(random)),
  t3: student3,
  poisson,
  zipf2: zipf(2),
  zipf40: zipf(40),
  zipf200: zipf(200),
};

export function drawValues(law: Law, rows: number, random: Random, shift = 0): Float64Array {
  const draw = DRAWS[law];
  const values = new Float64Array(rows);
  for (let row = 0; row < rows; row++) values[row] = draw(random) + shift;
  return values;
}
