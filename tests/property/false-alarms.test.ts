import { beforeAll, describe, expect, it } from 'vitest';
import { measurePower, POWER_DEFAULTS, type PowerReport, type Share } from '../../bench/drift/power.js';
import { LAWS } from '../../bench/drift/power-columns.js';
import { FALSE_ALARMS_AT_MOST, POWER_AT_LEAST, renderPower } from '../../bench/drift/power-report.js';

/** Of the 1,000 that `npm run bench -- drift-power` looks at. */
const PAIRS = 50;
/** Standard deviations of the binomial law that so few pairs may be off by: one test in 30,000 is, by chance. */
const LUCK = 4;

/** The most that are to be found where each is found with a probability, and the least. */
const most = (of: number, share: number): number => of * share + LUCK * Math.sqrt(of * share * (1 - share));
const least = (of: number, share: number): number => of * share - LUCK * Math.sqrt(of * share * (1 - share));

const expectAtMost = ({ found, of }: Share, share: number): void => expect(found).toBeLessThanOrEqual(most(of, share));

let report: PowerReport;

beforeAll(() => {
  report = measurePower({ ...POWER_DEFAULTS, pairs: PAIRS }, () => {});
}, 300_000);

describe('the drift rules, by what few seeded data sets can show', () => {
  it('find drift in at most one column of a hundred that did not drift, at each pair of sizes', () => {
    expect(report.falseAlarms).toHaveLength(POWER_DEFAULTS.sizes.length ** 2);
    for (const { ten } of report.falseAlarms) expectAtMost(ten, FALSE_ALARMS_AT_MOST.ten);
  });

  it('find drift in few data sets of one column, of all laws and of each', () => {
    for (const { one, oneByLaw } of report.falseAlarms) {
      expectAtMost(one, FALSE_ALARMS_AT_MOST.one);
      for (const law of LAWS) expectAtMost(oneByLaw[law], FALSE_ALARMS_AT_MOST.oneOfAnyLaw);
    }
  });

  it('decide nothing of 50 rows', () => {
    expect(report.decidedOfFew.of).toBe(PAIRS * 30);
    expect(report.decidedOfFew.found).toBe(0);
  });

  it.each(POWER_AT_LEAST)('find a column of ten that moved by $shift standard deviations at $rows rows', (bound) => {
    const measured = report.power.find(({ shift, rows }) => shift === bound.shift && rows === bound.rows);
    expect(measured?.moved.of).toBe(PAIRS);
    expect(measured?.moved.found).toBeGreaterThanOrEqual(least(PAIRS, bound.share));
  });

  it('are told in a table with every pair of sizes', () => {
    const lines = renderPower(report).split('\n');
    for (const reference of POWER_DEFAULTS.sizes) {
      for (const current of POWER_DEFAULTS.sizes) {
        expect(lines.filter((line) => new RegExp(`^ *${reference} +${current} `).test(line))).toHaveLength(1);
      }
    }
  });
});
