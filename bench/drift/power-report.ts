import type { PowerReport, Share } from './power.js';
import { LAWS } from './power-columns.js';

/** At most, of 1,000 pairs: columns of ten; data sets of one column, over all laws and of any one. */
export const FALSE_ALARMS_AT_MOST = { ten: 0.01, one: 0.06, oneOfAnyLaw: 0.071 } as const;
/** At least, by shift and rows. */
export const POWER_AT_LEAST = [
  { shift: 0.5, rows: 200, share: 0.9 },
  { shift: 0.5, rows: 500, share: 0.99 },
  { shift: 0.2, rows: 1_000, share: 0.75 },
] as const;

export const shareOf = ({ found, of }: Share): number => (of === 0 ? 0 : found / of);

const percent = (share: Share): string => `${(shareOf(share) * 100).toFixed(2)} %`;

export function renderPower({ options, falseAlarms, decidedOfFew, power }: PowerReport): string {
  const head = ['reference', 'current', 'of ten', 'alone', ...LAWS];
  const rows = falseAlarms.map(({ reference, current, ten, one, oneByLaw }) => [
    String(reference),
    String(current),
    percent(ten),
    percent(one),
    ...LAWS.map((law) => percent(oneByLaw[law])),
  ]);
  const { ten, one, oneOfAnyLaw } = FALSE_ALARMS_AT_MOST;
  return [
    `False alarms of ${options.pairs} pairs of data sets that are alike, seed ${options.seed}: columns of data sets of ten`,
    `(at most ${ten * 100} %), data sets of one column (at most ${one * 100} %; of any one law ${oneOfAnyLaw * 100} %)`,
    '',
    ...table([head, ...rows]),
    '',
    `Columns of 50 rows on a side that were decided all the same: ${decidedOfFew.found} of ${decidedOfFew.of}`,
    '',
    'Power: one normal column of ten moved',
    '',
    ...table([
      ['shift', 'rows', 'found', 'at least', 'false alarms of the others'],
      ...power.map(({ shift, rows: size, moved, others }) => [
        `${shift} sigma`,
        String(size),
        percent(moved),
        `${(POWER_AT_LEAST.find((bound) => bound.shift === shift && bound.rows === size)?.share ?? 0) * 100} %`,
        percent(others),
      ]),
    ]),
    '',
    ...missed({ options, falseAlarms, decidedOfFew, power }),
  ].join('\n');
}

/** What does not hold, in words. */
function missed({ falseAlarms, decidedOfFew, power }: PowerReport): string[] {
  const alarms = falseAlarms.flatMap(({ reference, current, ten, one, oneByLaw }) => {
    const at = `at ${reference} and ${current} rows`;
    return [
      ...(shareOf(ten) > FALSE_ALARMS_AT_MOST.ten ? [`${percent(ten)} of the columns of ten drift ${at}`] : []),
      ...(shareOf(one) > FALSE_ALARMS_AT_MOST.one ? [`${percent(one)} of the columns alone drift ${at}`] : []),
      ...LAWS.filter((law) => shareOf(oneByLaw[law]) > FALSE_ALARMS_AT_MOST.oneOfAnyLaw).map(
        (law) => `${percent(oneByLaw[law])} of the ${law} columns alone drift ${at}`,
      ),
    ];
  });
  const unseen = POWER_AT_LEAST.filter(({ shift, rows, share }) =>
    power.some((measured) => measured.shift === shift && measured.rows === rows && shareOf(measured.moved) < share),
  ).map(({ shift, rows }) => `too few columns that moved by ${shift} sigma are found at ${rows} rows`);
  const few = decidedOfFew.found > 0 ? ['columns of too few rows were decided'] : [];
  const all = [...alarms, ...unseen, ...few];
  return all.length === 0 ? ['All bounds hold.'] : ['These bounds do not hold:', ...all.map((line) => `- ${line}`)];
}

/** Columns as wide as their widest cell, numbers to the right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? [];
  return rows.map((row) => row.map((cell, at) => cell.padStart(widths[at] ?? 0)).join('  '));
}
