/** How many rows of each actual class (the line) were given each predicted one (the column), line by line. */
export interface Confusion {
  readonly classes: number;
  readonly counts: Float64Array;
}

export function confusionOf(actual: ArrayLike<number>, predicted: ArrayLike<number>, classes: number): Confusion {
  const counts = new Float64Array(classes * classes);
  for (let row = 0; row < actual.length; row += 1) {
    const cell = (actual[row] as number) * classes + (predicted[row] as number);
    counts[cell] = (counts[cell] as number) + 1;
  }
  return { classes, counts };
}

/** What metrics of decided labels rest on: rows right, rows a class has, and rows a class was given to. */
export interface Margins {
  readonly rows: number;
  readonly right: Float64Array;
  readonly actual: Float64Array;
  readonly predicted: Float64Array;
}

export function marginsOf({ classes, counts }: Confusion): Margins {
  const [right, actual, predicted] = [new Float64Array(classes), new Float64Array(classes), new Float64Array(classes)];
  let rows = 0;
  for (let line = 0; line < classes; line += 1) {
    for (let column = 0; column < classes; column += 1) {
      const count = counts[line * classes + column] as number;
      if (count === 0) continue;
      rows += count;
      actual[line] = (actual[line] as number) + count;
      predicted[column] = (predicted[column] as number) + count;
      if (line === column) right[line] = count;
    }
  }
  return { rows, right, actual, predicted };
}

/** A part of nothing is 0: scikit-learn's `zero_division=0`. */
export const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** Mean recall of the classes that occur (`balanced_accuracy_score`). */
export function balancedAccuracy({ right, actual }: Margins): number {
  let [sum, classes] = [0, 0];
  for (let label = 0; label < actual.length; label += 1) {
    if (actual[label] === 0) continue;
    sum += (right[label] as number) / (actual[label] as number);
    classes += 1;
  }
  return sum / classes;
}

/** Matthews's coefficient as Gorodkin (2004) has it for any number of classes; 0 where one side has one class alone. */
export function matthews({ rows, right, actual, predicted }: Margins): number {
  const hits = right.reduce((sum, count) => sum + count, 0);
  let [both, actuals, predictions] = [hits * rows, rows * rows, rows * rows];
  for (let label = 0; label < actual.length; label += 1) {
    const [a, p] = [actual[label] as number, predicted[label] as number];
    both -= a * p;
    actuals -= a * a;
    predictions -= p * p;
  }
  return actuals === 0 || predictions === 0 ? 0 : both / (Math.sqrt(actuals) * Math.sqrt(predictions));
}

/** Cohen's kappa (1960); NaN where both sides have the same one class alone. */
export function cohenKappa({ rows, right, actual, predicted }: Margins): number {
  const hits = right.reduce((sum, count) => sum + count, 0);
  let chance = 0;
  for (let label = 0; label < actual.length; label += 1) {
    chance += (actual[label] as number) * (predicted[label] as number);
  }
  return (hits * rows - chance) / (rows * rows - chance);
}
