import { cut } from '../../domain/cut.js';
import { InvalidInput } from '../../domain/errors.js';
import { probabilityProblem, type ScoredRow } from '../../domain/gates/metrics.js';
import type { Signature } from '../../domain/signature.js';
import { parseCsv } from './csv.js';

export type SubmittedPrediction = Pick<ScoredRow, 'score' | 'probabilities'>;

const WHAT = 'predictions.csv';
/** Characters of a value or a name in a message. */
const LONGEST = 80;

/**
 * `predictions.csv` of a submission: what the model says of each row, by its position in the evaluation set. The score is
 * the column `prediction` of a regression, `probability` of a classification; three or more labels have a column
 * `probability.<label>` each as well. Throws InvalidInput.
 */
export function parseSubmittedPredictions(
  text: string,
  { task, labels = [] }: Pick<Signature, 'task' | 'labels'>,
): ReadonlyMap<number, SubmittedPrediction> {
  const { columns, rows } = parseCsv(text, WHAT);
  const score = task === 'classification' ? 'probability' : 'prediction';
  const ofLabels = labels.length > 2 ? labels.map((label) => `probability.${label}`) : [];
  const [rowAt, ...numbersAt] = ['row', score, ...ofLabels].map((name) => columns.indexOf(name));
  const lacking = ['row', score, ...ofLabels].filter((name) => !columns.includes(name));
  if (rowAt === undefined || lacking.length > 0) {
    throw new InvalidInput(
      `${WHAT} has the columns ${shortened(columns)}: expected row and ${shortened([score, ...ofLabels])}`,
    );
  }
  return new Map(
    rows.map((texts, index) => {
      const row = texts[rowAt] ?? '';
      const [first = Number.NaN, ...vector] = numbersAt.map((at) => numberOf(texts[at] ?? '', row, index));
      const prediction = { score: first, ...(vector.length === 0 ? {} : { probabilities: vector }) };
      const problem = task === 'classification' ? probabilityProblem(prediction) : undefined;
      if (problem !== undefined) throw new InvalidInput(`${WHAT}, row ${index + 1}: ${problem}`);
      return [Number(row), prediction];
    }),
  );
}

function numberOf(text: string, row: string, index: number): number {
  if (/^\d+$/.test(row) && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  throw new InvalidInput(
    `${WHAT}, row ${index + 1}: expected a row number and a number, got "${cut(row, LONGEST)}" and "${cut(text, LONGEST)}"`,
  );
}

function shortened(names: readonly string[]): string {
  const most = names.length > 12 ? 10 : 12;
  const some = names.slice(0, most).map((name) => cut(name, LONGEST));
  return `${some.join(', ')}${names.length > most ? ` and ${names.length - most} more` : ''}`;
}
