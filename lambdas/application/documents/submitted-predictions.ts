import { InvalidInput } from '../../domain/errors.js';
import type { Task } from '../../domain/signature.js';
import { parseCsv } from './csv.js';

/**
 * `predictions.csv` of a submission: the score of each row, by its position in the evaluation set. The score is the
 * probability of a classification, the prediction of a regression.
 */
export function parseSubmittedPredictions(text: string, task: Task): ReadonlyMap<number, number> {
  const what = 'predictions.csv';
  const { columns, rows } = parseCsv(text, what);
  const column = task === 'classification' ? 'probability' : 'prediction';
  const at = { row: columns.indexOf('row'), score: columns.indexOf(column) };
  if (at.row < 0 || at.score < 0) {
    throw new InvalidInput(`${what} has the columns ${columns.join(', ')}: expected row and ${column}`);
  }
  return new Map(
    rows.map((texts, index) => {
      const [row, score] = [texts[at.row] ?? '', texts[at.score] ?? ''];
      if (!/^\d+$/.test(row) || score.trim() === '' || !Number.isFinite(Number(score))) {
        throw new InvalidInput(
          `${what}, row ${index + 1}: expected a row number and a number, got "${row}" and "${score}"`,
        );
      }
      return [Number(row), Number(score)];
    }),
  );
}
