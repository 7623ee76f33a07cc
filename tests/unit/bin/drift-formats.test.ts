import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { after, before, compared, csv, file, folder } from './drift-fixture.js';
import { runCommand } from './run-command.js';

const rows = readFileSync(after, 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(','));
const ages = rows.map(([age]) => Number(age));
const jobs = rows.map(([, job]) => job ?? '');

/** A line of SageMaker's data capture. */
const captured = (id: number, data: string, encoding: 'CSV' | 'JSON'): string =>
  JSON.stringify({
    captureData: { endpointInput: { observedContentType: 'text/csv', mode: 'INPUT', data, encoding } },
    eventMetadata: { eventId: `event-${id}`, inferenceTime: '2026-01-01T00:00:00Z' },
    eventVersion: '0',
  });

describe('mlops drift reads', () => {
  it('Parquet as the CSV of the same rows', async () => {
    const columnData = [
      { name: 'age', data: ages, type: 'DOUBLE' as const },
      { name: 'job', data: jobs, type: 'STRING' as const },
    ];
    const parquet = file('after.data', new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 128 })));
    expect(await compared(before, parquet)).toEqual(await compared(before, after));
    const swapped = await compared(parquet, before, '--numeric', 'age', '--categorical', 'job');
    expect(swapped).toEqual(await compared(after, before));
  });

  it('the rows of captured inferences, by name or in the order of the reference', async () => {
    const lines = rows.map((row, i) =>
      i % 2 === 0
        ? captured(i, row.join(','), 'CSV')
        : captured(i, JSON.stringify({ instances: [{ job: row[1], age: Number(row[0]) }] }), 'JSON'),
    );
    const capture = file('capture.jsonl', [...lines, '{"captureData":'].join('\n'));
    expect(await compared(before, capture)).toEqual(await compared(before, after));
    const told = await runCommand(['drift', '--reference', before, '--current', capture]);
    expect(told.err).toContain(`1 parts of ${capture} could not be read`);
    const reversed = await runCommand(['drift', '--reference', capture, '--current', before]);
    expect(reversed).toMatchObject({ code: 1, err: expect.stringContaining('expected them as --current') });
  });

  it('a pipe, which can be read once only', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const writer = spawn('sh', ['-c', 'cat "$0" > "$1"', after, pipe]);
    const whole = await compared(before, after);
    expect(await compared(before, pipe)).toEqual(whole);
    expect(writer.exitCode ?? 0).toBe(0);
  });

  it('booleans of a CSV as those of a file with types, and otherwise texts as they stand', async () => {
    const flags = csv('flags.csv', 'flag', (i) => (i % 2 === 0 ? 'True' : 'False'));
    const typed = file('flags.json', Array.from({ length: 200 }, (_, i) => `{"flag":${i % 2 === 0}}\n`).join(''));
    for (const [reference, current] of [
      [flags, typed],
      [typed, flags],
    ] as const) {
      const { columns } = await compared(reference, current);
      expect(columns.flag).toMatchObject({ verdict: 'ok', unseen: [], vanished: [], psi: 0 });
    }
    const lower = csv('lower.csv', 'flag', (i) => (i % 2 === 0 ? 'true' : 'false'));
    expect((await compared(flags, lower)).columns.flag?.unseen).toEqual(['false', 'true']);
  });

  it('whole numbers that lose digits with a note, and none for those that do not', async () => {
    const ids = csv('ids.csv', 'id,level', (i) => `${2n ** 60n + BigInt(i % 9)},${i}`);
    const exact = csv('exact.csv', 'id', (i) => `${2n ** 60n * BigInt(i)}`);
    const written = csv('written.csv', 'id', (i) => `${i}.1234567890123456789e20`);
    const told = async (...args: readonly string[]) => (await runCommand(['drift', ...args])).err;
    expect(await told('--reference', ids, '--current', exact)).toContain(
      `${ids}: whole numbers of id have more digits than a double holds`,
    );
    expect(await told('--reference', exact, '--current', written)).not.toContain('digits');
    expect(await told('--reference', ids, '--current', ids, '--categorical', 'id')).not.toContain('digits');
  });

  it('texts that are no UTF-8 as one sign, and counts them once', async () => {
    const latin = file('latin.csv', Buffer.from(`t\n${'\xe4\n\xf6\n'.repeat(100)}`, 'latin1'));
    const { columns } = await compared(
      latin,
      csv('plain.csv', 't', () => 'a'),
    );
    expect(columns.t?.vanished).toEqual(['\ufffd']);
  });
});
