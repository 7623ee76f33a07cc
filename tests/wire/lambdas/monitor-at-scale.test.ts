import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { beforeAll, expect, it } from 'vitest';
import { baselineCsv, capturedRows, gatewayCapture } from '../../fixtures/endpoint-capture.js';
import { DeployedMonitor, hourAgo } from '../deployed-monitor.js';
import { TestAws } from '../embedded-aws.js';

const OBJECTS = 500;
const ROWS = 2_000;

const compress = promisify(gzip);
const aws = new TestAws();
const hour = hourAgo(10);
let monitor: DeployedMonitor;

beforeAll(async () => {
  monitor = await DeployedMonitor.deploy(aws, baselineCsv(2_000));
  for (let from = 0; from < OBJECTS; from += 4) {
    const put = async (object: number): Promise<void> => {
      const rows = capturedRows(object * ROWS, ROWS, 0.3);
      const time = new Date(hour.getTime() + object * 1_000);
      const lines = await compress(gatewayCapture(rows, `request-${object}`, time), { level: 1 });
      await monitor.capture(hour, `${String(object).padStart(4, '0')}.gz`, lines);
    };
    await Promise.all([0, 1, 2, 3].map((offset) => put(from + offset)));
  }
});

it('a window of 500 objects and a million records is mapped and merged, every record counted', async () => {
  const started = performance.now();
  const { report } = await monitor.run('million', hour, { patience: 240 });
  console.log(`1,000,000 records in ${OBJECTS} objects: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  expect(report).toMatchObject({ state: 'ok', verdict: 'drift', complete: true });
  expect(report.rows).toEqual({ reference: 2_000, current: OBJECTS * ROWS });
  expect(report.capture).toMatchObject({ objects: OBJECTS, records: OBJECTS * ROWS, duplicates: 0, corruptLines: 0 });
  expect(report.capture.coverage).toMatchObject({ share: 1, objects: { planned: OBJECTS, read: OBJECTS } });
  expect(Object.entries(report.columns).map(([name, { verdict }]) => [name, verdict])).toEqual([
    ['temp', 'drift'],
    ['hum', 'ok'],
    ['kind', 'ok'],
  ]);
}, 300_000);
