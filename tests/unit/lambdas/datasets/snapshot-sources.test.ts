import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { captureLine, csv, labelLine, platform, range } from '../../../fixtures/curator.js';

describe('what snapshotDataset reads', () => {
  it('joins captured rows with their labels: by record id, the latest label wins, an empty one takes it back', async () => {
    const { put, run, tables } = platform();
    await put('datasets/bikes/a.csv', csv(100, 300));
    const lines = [
      captureLine('r#0', { hum: 0.25, weather: 'wet', extra: 1 }),
      captureLine('r#1', { hum: null }),
      captureLine('s#0', { hum: 7, weather: 'dry' }),
      captureLine('t#0', { hum: 8, weather: 'dry' }),
      captureLine('unlabelled#0', { hum: 9, weather: 'dry' }),
    ];
    await put('capture/bikes/2026/01/01/00/x.gz', gzipSync(`${lines.join('\n')}\n`));
    const labels = [
      labelLine('r', '9001'),
      labelLine('r#1', '"9002"'),
      labelLine('s#0', '1'),
      labelLine('t#0', '9004'),
    ];
    await put('ground-truth/bikes/2026/01/01/02/first.jsonl', labels.join('\n'));
    await put(
      'ground-truth/bikes/2026/01/01/01/later.jsonl',
      [labelLine('s#0', '9003'), labelLine('t#0', '')].join('\n'),
    );
    const { train, evaluation, snapshot } = await tables(await run('run-1'));
    const captured = [...train.rows, ...evaluation.rows].filter((row) => Number(row[2]) >= 9000);
    expect(captured.sort()).toEqual(
      [
        ['0.25', 'wet', '9001'],
        ['', '', '9002'],
        ['7', 'dry', '9003'],
      ].sort(),
    );
    expect(snapshot.sources.map(({ kind }) => kind).sort()).toEqual([
      'capture',
      'dataset',
      'ground-truth',
      'ground-truth',
    ]);
  });

  it('takes rows for newly labelled when only their labels are new', async () => {
    const { put, run, tables } = platform();
    await put('datasets/bikes/a.csv', csv(100, 300));
    const lines = range(400).map((i) => captureLine(`r${i}#0`, { hum: i, weather: 'dry' }));
    await put('capture/bikes/2026/01/01/00/x.gz', gzipSync(lines.join('\n')));
    await put(
      'ground-truth/bikes/1.jsonl',
      range(200)
        .map((i) => labelLine(`r${i}`, String(1000 + i)))
        .join('\n'),
    );
    await run('run-1');
    await put(
      'ground-truth/bikes/2.jsonl',
      range(200)
        .map((i) => labelLine(`r${200 + i}`, String(2000 + i)))
        .join('\n'),
    );
    const state = await run('run-2');
    expect(state.evaluationSet.number).toBe(2);
    const { evaluation } = await tables(state);
    expect(evaluation.rows.every((row) => Number(row[2]) >= 2000)).toBe(true);
  });

  it('takes columns by name, in whatever order a dataset has them', async () => {
    const { put, run, tables } = platform();
    await put('datasets/bikes/a.csv', csv(100, 300));
    await put('datasets/bikes/b.csv', 'cnt,weather,hum,instant,dteday\n9999,dry,0.5,1,2012-01-01\n');
    const { train, evaluation } = await tables(await run('run-1'));
    expect([...train.rows, ...evaluation.rows]).toContainEqual(['0.5', 'dry', '9999']);
  });

  it('skips labels and captured rows that cannot be read, and says in the snapshot how many, where and why', async () => {
    const { put, run, tables } = platform();
    await put('datasets/bikes/a.csv', csv(100, 300));
    const truth = ['{"label":1}', labelLine('r', '9001'), labelLine('s', '9002,9003')];
    await put('ground-truth/bikes/2026/01/01/01/labels.jsonl', truth.join('\n'));
    await put('ground-truth/bikes/2026/01/01/01/more.txt', labelLine('t', '9004'));
    const rows = ['r', 's', 't'].map((id, hum) => captureLine(`${id}#0`, { hum, weather: 'dry' }));
    await put('capture/bikes/a.gz', gzipSync(['no json', ...rows].join('\n')));
    await put('capture/bikes/b.gz', withWrongChecksum(gzipSync(captureLine('u#0', { hum: 1 }))));
    const { train, evaluation, snapshot } = await tables(await run('run-1'));
    const targets = [...train.rows, ...evaluation.rows].map((row) => Number(row[2]));
    expect(targets.filter((target) => target >= 9000).sort()).toEqual([9001, 9004]);
    const labels = 'ground-truth/bikes/2026/01/01/01/labels.jsonl';
    expect(snapshot.readings).toEqual({
      groundTruth: {
        objects: 2,
        damagedObjects: 0,
        lines: 4,
        corruptLines: 2,
        problems: [
          expect.stringContaining(`${labels}, line 1: the line is not valid: groundTruthData`),
          `${labels}, line 3: the line: groundTruthData.data has 2 values, expected the label alone`,
        ],
      },
      capture: {
        objects: 2,
        damagedObjects: 1,
        lines: expect.any(Number),
        corruptLines: 1,
        problems: [
          expect.stringContaining('capture/bikes/a.gz, line 1: the line is not'),
          'capture/bikes/b.gz: the compression is damaged: incorrect data check',
        ],
      },
    });
  });

  it.each<[string, Record<string, string | Uint8Array>, RegExp]>([
    ['there is no data', {}, /0 labelled rows.*below datasets\/bikes\//],
    [
      'a dataset has no target',
      { 'datasets/bikes/a.csv': 'hum,weather\n1,wet\n' },
      /a\.csv has no target column "cnt"/,
    ],
    [
      'a dataset has other columns',
      { 'datasets/bikes/a.csv': 'hum,cnt\n1,1\n', 'datasets/bikes/b.csv': 'temp,cnt\n1,1\n' },
      /b\.csv lacks column "hum" and has column "temp": expected the columns of datasets\/bikes\/a\.csv/,
    ],
    ['a row is ragged', { 'datasets/bikes/a.csv': 'hum,cnt\n1,1\n2\n' }, /a\.csv, row 2: .*nothing for column "cnt"/],
    [
      'no row was set aside',
      { 'datasets/bikes/a.csv': 'hum,cnt\n1,\n' },
      /None of the 1 labelled rows of model "bikes" was set aside/,
    ],
  ])('says where the fault is when %s, and registers nothing', async (_what, objects, message) => {
    const { put, run, audit } = platform();
    for (const [key, body] of Object.entries(objects)) await put(key, body);
    await expect(run('run-1')).rejects.toThrow(expect.objectContaining({ name: 'InvalidInput' }));
    await expect(run('run-1')).rejects.toThrow(message);
    expect(await audit()).toEqual([]);
  });
});

/** Gzip ends with the CRC-32 of what it holds, and its length; each has 4 bytes. */
function withWrongChecksum(gzip: Buffer): Buffer {
  gzip[gzip.length - 8] = 255 - gzip.readUInt8(gzip.length - 8);
  return gzip;
}
