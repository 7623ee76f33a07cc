import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { after, before, file, folder } from './drift-fixture.js';
import { runCommand } from './run-command.js';

describe('mlops drift refuses', () => {
  it.each<[string, readonly string[], string]>([
    [
      'a name that is not there',
      ['--numeric', 'size'],
      '--numeric names the column "size", which is not there: the columns are age, job',
    ],
    ['a name that comes twice', ['--numeric', 'age,age'], '--numeric names the column "age" twice'],
    [
      'a name of both types',
      ['--numeric', 'age', '--categorical', 'age'],
      '--numeric and --categorical both name the column "age"',
    ],
    ['chunks without their preset', ['--chunks', '5'], 'expected --preset nannyml with it'],
    ['one chunk', ['--preset', 'nannyml', '--chunks', '1'], '--chunks 1: expected 2 at least'],
    ['a page in the place of an input', ['--html', after], 'is one of the files that are compared'],
    ['a preset that is none', ['--preset', 'deequ'], 'Allowed choices are evidently, nannyml, model-monitor'],
    [
      'too few names of columns',
      ['--columns', 'age'],
      'row 1: got 2 values, expected 1; does --columns name them all?',
    ],
  ])('%s', async (_title, args, message) => {
    const { code, out, err } = await runCommand(['drift', '--reference', before, '--current', after, ...args]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(message);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  it.each<[string, string | Uint8Array, string]>([
    ['nothing', '', 'is empty: expected a CSV with a header'],
    ['a short row', 'age,job\n1,a\n2\n', 'row 2: got 1 values, expected 2'],
    ['two columns of a name', 'age,age\n1,2\n', 'two columns have the name "age"'],
    ['an open quote', 'age,job\n1,"a\n', 'row 1: a quote opens that nothing closes'],
    ['a quote that opens in the middle', 'age,job\n1,a\n2,b"c\n', 'row 2: a quote opens in the middle of a value'],
    ['a quote in the middle of the header', 'age,jo"b\n1,a\n', 'the header: a quote opens in the middle of a value'],
    ['a quote in the middle', 'age,job\n1,"a"b\n', 'row 1: a quote closes in the middle of a value'],
    ['half of a gzip', gzipSync('age,job\n'.repeat(9000)).subarray(0, 40), 'ends in the middle of its compression'],
    ['a line that is no JSON', '{"age":1}\n{"age":\n', 'line 2 is not JSON'],
    ['a JSON array', '[{"age":1}]', 'is one JSON array: expected an object a line'],
    ['UTF-16', Buffer.from('\ufeffage,job\n1,a\n', 'utf16le'), 'is UTF-16: expected UTF-8'],
    ['half of a Parquet file', 'PAR1 and no more', "can't be read"],
  ])('a file of %s', async (_title, content, message) => {
    const broken = file('broken', content);
    const { code, out, err } = await runCommand(['drift', '--reference', before, '--current', broken, '--json']);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(`${broken}`);
    expect(err).toContain(message);
  });

  it('a file that is not there, and a folder', async () => {
    const missing = await runCommand(['drift', '--reference', before, '--current', join(folder, 'no.csv')]);
    expect(missing).toMatchObject({ code: 1, err: expect.stringMatching(/no\.csv can't be read \(ENOENT/) });
    const directory = await runCommand(['drift', '--reference', folder, '--current', before]);
    expect(directory).toMatchObject({ code: 1, err: expect.stringContaining('is a folder') });
  });
});
