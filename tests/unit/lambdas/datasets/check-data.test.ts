import { describe, expect, it } from 'vitest';
import { checkData, type DataRules } from '../../../../lambdas/domain/datasets/check-data.js';
import type { Table } from '../../../../lambdas/domain/datasets/table.js';

const table = (columns: string, ...rows: string[]): Table => ({
  columns: columns.split(','),
  rows: rows.map((row) => row.split(',')),
});
const regression: DataRules = { task: 'regression', target: 'y', minimumRows: 3 };
const classification: DataRules = { ...regression, task: 'classification' };

describe('checkData', () => {
  it('finds nothing wrong with good data', () => {
    expect(checkData(table('a,y', '1,2', '2,3', ',4'), table('a,y', '3,9'), regression)).toEqual([]);
    const labels = table('a,y', '1,no', '2,yes', '3,no');
    expect(checkData(labels, table('a,y', '8,yes', '9,no'), { ...classification, positiveLabel: 'yes' })).toEqual([]);
    const three = table('a,y', '1,ash', '2,elm', '3,oak');
    expect(checkData(three, table('a,y', '4,ash', '5,oak'), classification)).toEqual([]);
  });

  it('lets the evaluation rows have columns that are no feature, which do not hide a copy', () => {
    const train = table('a,y', '1,2', '2,3');
    const rules = { ...regression, exclude: ['sex'], time: 'day' };
    expect(checkData(train, table('a,sex,y,day', '3,f,9,mon'), rules)).toEqual([]);
    const copied = table('a,sex,y,day', '2,f,3,mon');
    expect(checkData(train, copied, rules)).toEqual(['1 evaluation rows are training rows as well: expected none']);
  });

  it.each<[string, Table, Table, DataRules, RegExp[]]>([
    [
      'too few labelled rows',
      table('a,y', '1,2'),
      table('a,y', '3,9'),
      regression,
      [/there are 2 labelled rows: expected at least 3/, /the same in every training row/],
    ],
    [
      'a target that is no column',
      table('a,z', '1,2'),
      table('a,z', '1,2'),
      regression,
      [/"y" is no column of the training/, /evaluation/],
    ],
    [
      'a regression target that never changes',
      table('a,y', '1,2', '2,2.0', '3,2'),
      table('a,y', '4,5'),
      regression,
      [/"y" is the same in every training row/],
    ],
    [
      'a regression target that is text',
      table('a,y', '1,2', '2,wet', '3,3'),
      table('a,y', '4,dry'),
      regression,
      [/no number in 1 training rows/, /no number in 1 evaluation rows/],
    ],
    [
      'more labels than a signature has',
      table('a,y', ...Array.from({ length: 101 }, (_, i) => `${i},l${i}`)),
      table('a,y', '200,l1', '201,l2'),
      classification,
      [/has 101 labels in the training rows \("l0", "l1", "l10", "l100", "l11", …\): expected 2 to 100/],
    ],
    [
      'one label',
      table('a,y', '1,a', '2,a', '3,a'),
      table('a,y', '4,a'),
      classification,
      [/has 1 labels .*: expected 2 to 100/, /all evaluation rows have one label: expected more/],
    ],
    [
      'a label that only the evaluation rows have',
      table('a,y', '1,a', '2,b', '3,b'),
      table('a,y', '4,a', '5,d'),
      classification,
      [/the evaluation rows have label "d"/],
    ],
    [
      'a positive label that is in no row',
      table('a,y', '1,a', '2,b', '3,b'),
      table('a,y', '4,a', '5,b'),
      { ...classification, positiveLabel: 'z' },
      [/positive label "z" is in no training row/],
    ],
    [
      'a feature without any value',
      table('a,b,y', '1,,2', '2,,3'),
      table('a,b,y', '3,,4'),
      regression,
      [/column "b" has no value/],
    ],
    ['no feature', table('y', '1', '2', '3'), table('y', '4'), regression, [/no feature column/]],
    [
      'other columns in the evaluation rows',
      table('a,b,y', '1,1,2', '2,2,3'),
      table('a,c,y', '3,3,4'),
      regression,
      [/evaluation rows lack column "b"/, /training rows lack column "c"/],
    ],
    [
      'rows on both sides, in another spelling and order of columns',
      table('a,b,y', '1.0,x,2', '2,x,3'),
      table('b,a,y', 'x,1,2.0'),
      regression,
      [/1 evaluation rows are training rows as well/],
    ],
    [
      'many rows without a target',
      table('a,y', '1,2', '2,3', '3,4', '4,', '5,'),
      table('a,y', '6,7'),
      regression,
      [/missing in 33\.3 % of the rows: expected at most 10\.0 %/],
    ],
    [
      'an empty evaluation set',
      table('a,y', '1,2', '2,3', '3,4'),
      table('a,y'),
      regression,
      [/no evaluation row has a target/],
    ],
  ])('finds %s', (_what, train, evaluation, rules, problems) => {
    const found = checkData(train, evaluation, rules);
    expect(found).toHaveLength(problems.length);
    problems.forEach((problem, index) => {
      expect(found[index]).toMatch(problem);
    });
  });

  it('allows up to a tenth of rows without a target', () => {
    const rows = Array.from({ length: 9 }, (_, i) => `${i},${i}`);
    expect(checkData(table('a,y', ...rows, '99,'), table('a,y', '50,1'), regression)).toEqual([]);
  });
});
