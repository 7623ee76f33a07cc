import { cut } from '../cut.js';
import type { Prediction, Task } from '../signature.js';
import { counted, failed, type GateFinding, passed, skipped } from './gate-result.js';
import type { Probe } from './robustness-probes.js';

/** What became of one probe's rows. */
export interface ProbeOutcome {
  readonly probe: Pick<Probe, 'kind' | 'column'>;
  readonly rows: number;
  readonly finite: number;
  /** Refused as bad input, cleanly. */
  readonly refused: number;
  /** A crash on input that fits the signature, or no finite number. */
  readonly failed: number;
  /** The first failure's, else the first refusal's. */
  readonly message?: string;
}

export interface RobustnessEvidence {
  readonly outcomes: readonly ProbeOutcome[];
  /** Columns without a probe of their own. */
  readonly leftOut: readonly string[];
}

const TOLD_COLUMNS = 5;
const TOLD_KINDS = 4;
const MESSAGE_CHARACTERS = 300;

/** How far the sums of a float32 graph may leave 0 and 1. */
const SLACK = 1e-6;

/** Whether clients and monitors can do with an answer: a finite number, and a probability where it is to be one. */
export function isUsable(task: Task, { prediction, probability, probabilities = [] }: Prediction): boolean {
  const isProbability = (value: number): boolean => value >= -SLACK && value <= 1 + SLACK;
  if (task === 'regression') return typeof prediction === 'number' && Number.isFinite(prediction);
  return probability !== undefined && isProbability(probability) && probabilities.every(isProbability);
}

/** Odd rows that fit the signature are answered, or refused as bad input. */
export function robustnessGate({ outcomes, leftOut }: RobustnessEvidence): GateFinding {
  const sum = (of: 'rows' | 'finite' | 'refused' | 'failed') => outcomes.reduce((all, one) => all + one[of], 0);
  const bad = outcomes.filter((outcome) => outcome.failed > 0);
  const numbers = {
    probes: outcomes.length,
    probesFailed: bad.length,
    rows: sum('rows'),
    finite: sum('finite'),
    refused: sum('refused'),
    failed: sum('failed'),
    columnsNotProbed: leftOut.length,
  };
  const details = {
    leftOut: [...leftOut],
    outcomes: outcomes.map(({ probe, message, ...counts }) => ({
      kind: probe.kind,
      column: probe.column,
      ...counts,
      ...(message === undefined ? {} : { message: cut(message, MESSAGE_CHARACTERS) }),
    })),
  };
  if (outcomes.length === 0) return skipped('robustness', 'there is nothing to try: no row, or no column', numbers);
  const unprobed = leftOut.length === 0 ? '' : `; ${counted(leftOut.length, 'column was', 'columns were')} not tried`;
  if (bad.length === 0) {
    const reason = `${counted(numbers.rows, 'odd row')} in ${counted(numbers.probes, 'probe')}: ${numbers.finite} answered, ${numbers.refused} refused as bad input`;
    return passed('robustness', `${reason}${unprobed}`, numbers, details);
  }
  const reason = `${bad.length} of ${counted(numbers.probes, 'probe')} ${bad.length === 1 ? 'crashes the model or gets' : 'crash the model or get'} no usable answer: ${columnsOf(bad)}`;
  return failed('robustness', `${reason}${unprobed}`, numbers, details);
}

/** `age (1e+308, -1e+308), city (unicode)`. */
function columnsOf(bad: readonly ProbeOutcome[]): string {
  const kinds = new Map<string, string[]>();
  for (const { probe } of bad) {
    const column = probe.column ?? 'the row';
    kinds.set(column, [...(kinds.get(column) ?? []), probe.kind]);
  }
  const told = [...kinds].slice(0, TOLD_COLUMNS).map(([column, names]) => {
    const more = names.length > TOLD_KINDS ? ` and ${names.length - TOLD_KINDS} more` : '';
    return `${column} (${names.slice(0, TOLD_KINDS).join(', ')}${more})`;
  });
  const others = kinds.size > TOLD_COLUMNS ? ` and ${counted(kinds.size - TOLD_COLUMNS, 'more column')}` : '';
  return `${told.join(', ')}${others}`;
}
