import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, useDeployedLoop } from './deployed-loop.js';

const file = resolve(ROOT, '../shared/data/bike_hour.csv');

describe.runIf(existsSync(file))('the whole loop, on hourly bike rentals of 2011 and 2012', () => {
  const loop = useDeployedLoop({
    file,
    target: 'cnt',
    time: 'dteday',
    splitAt: '2012-01-01',
    exclude: 'instant,yr,casual,registered',
  });

  it('runs eight steps, each of them ok', () => {
    expect(loop.steps().map(({ ok }) => ok)).toEqual(Array.from({ length: 8 }, () => true));
  });

  it('finds the quality drop and, of the feature columns, exactly hum', () => {
    expect(loop.evidence('watch: drift, respond, retrain')).toMatchObject({
      driftedColumns: ['hum'],
      quality: { verdict: 'drop' },
    });
  });
});
