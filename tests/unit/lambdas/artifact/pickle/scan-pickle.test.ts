import { describe, expect, it } from 'vitest';
import { scanPickle, scanPickleStream } from '../../../../../lambdas/domain/artifact/pickle/scan-pickle.js';
import { BENIGN, legacyTorch } from '../../../../fixtures/pickles/benign-pickles.js';
import * as w from '../../../../fixtures/pickles/pickle-writer.js';

const problemsOf = (opcodes: w.Opcodes, allow: readonly string[] = []): readonly string[] =>
  scanPickle(w.pickleOf(opcodes), { allow }).problems;

describe('what picklers write of models is accepted', () => {
  it.each(BENIGN)('$title', ({ opcodes, options }) => {
    expect(scanPickle(w.pickleOf(opcodes), options).problems).toEqual([]);
  });

  it.each(BENIGN)('but not when it is cut off anywhere: $title', ({ opcodes, options }) => {
    const bytes = w.pickleOf(opcodes);
    const whole = scanPickle(bytes, options);
    const accepted = Array.from(bytes.keys()).filter(
      (end) => scanPickle(bytes.subarray(0, end), options).problemCount === 0,
    );
    // Pickles in a row: each end of one is an end.
    expect(accepted.length).toBeLessThan(whole.form === 'torch-legacy' ? 2 : whole.pickles);
  });
});

describe('a scan', () => {
  it('tells what a pickle imports and calls, and where', () => {
    const { imports, calls, pickles, form } = scanPickle(
      w.pickleOf(`${w.call(w.global('collections', 'OrderedDict'))}.`),
    );
    expect(imports).toEqual([
      { opcode: 'GLOBAL', position: 0, module: 'collections', name: 'OrderedDict', allowed: true },
    ]);
    expect(calls).toEqual([{ opcode: 'REDUCE', position: 27, callee: 'collections.OrderedDict', allowed: true }]);
    expect({ pickles, form }).toEqual({ pickles: 1, form: 'pickle' });
  });

  it('tells which storages a torch pickle refers to', () => {
    const torch = BENIGN.find(({ options }) => options?.form === 'torch');
    const { storages, form } = scanPickle(w.pickleOf(torch?.opcodes ?? ''), { form: 'torch' });
    expect({ storages, form }).toEqual({ storages: [{ key: '0', elementSize: 4, elements: 4 }], form: 'torch' });
  });

  it.each([3, 5])(
    'refuses storages after a torch pickle that are not as long as they should be: %i for 4',
    (elements) => {
      const { form, problems } = scanPickle(w.pickleOf(legacyTorch(elements)));
      expect(form).toBe('torch-legacy');
      expect(problems.join()).toMatch(elements < 4 ? /cut off/ : /follow the storages' end/);
    },
  );

  it.each([
    ['nothing', '', /cut off, without STOP/],
    ['an unknown opcode', '\x01', /0x01 at byte 0 is no opcode/],
    ['a protocol that is none', `${w.proto(6)}N.`, /PROTO at byte 0 names protocol 6/],
    ['too few values', 'NR.', /REDUCE at byte 1 takes more from the stack/],
    ['a value below a mark', 'N(R.', /REDUCE at byte 2 takes more from the stack/],
    ['a missing mark', 'Nt.', /TUPLE at byte 1 needs a mark/],
    ['a number that the memo does not have', 'h\x05.', /BINGET at byte 0 asks for number 5/],
    ['a number that is overwritten', 'Nq\x00Nq\x000.', /BINPUT at byte 4 overwrites number 0/],
    ['values left over', 'NN.', /STOP at byte 2 leaves values/],
    ['junk after its end', 'N.\x00junk', /follows the pickle's end at byte 2/],
    [
      'a frame in a frame',
      `${w.proto(4)}${w.frame(`${w.frame('N')}.`)}`,
      /FRAME at byte 11 opens a frame inside another/,
    ],
    ['array data in a frame', `${w.proto(4)}${w.frame(w.joblibArray('i1', [1], 'a'))}.`, /inside a frame/],
    ['array data of an unknown type', `${w.joblibArray('f8,O8', [1], 'a')}.`, /unknown dtype/],
    ['array data that are cut off', w.joblibArray('f8', [2], 'abc'), /array data that are cut off/],
  ])('refuses a pickle with %s', (_, opcodes, reason) => {
    expect(problemsOf(opcodes).join('\n')).toMatch(reason);
  });

  it('refuses a pickle that is a tar archive as well', () => {
    const bytes = new Uint8Array(512);
    bytes.set(w.pickleOf(`B\xf0\x01\0\0`));
    const sum = bytes.reduce((total, byte) => total + byte, 0) + 8 * 32;
    bytes.set(w.pickleOf(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
    const pickle = Uint8Array.from([...bytes.subarray(0, 501), ...w.pickleOf('.')]);
    expect(scanPickle(pickle).problems).toEqual([]);
    expect(scanPickle(Uint8Array.from([...bytes, ...w.pickleOf('.')])).problems.join()).toMatch(
      /begins as a tar archive/,
    );
  });
});

describe('what the policy allows', () => {
  const using = (module: string, name: string): w.Opcodes => `${w.call(w.global(module, name), w.int(1))}.`;

  it.each([
    ['ours.Scaler', 'ours', 'Scaler'],
    ['ours.features.*', 'ours.features', 'Scaler'],
  ])('%s lets %s.%s be used', (entry, module, name) => {
    expect(problemsOf(using(module, name))).not.toEqual([]);
    expect(problemsOf(using(module, name), [entry])).toEqual([]);
  });

  it.each([
    ['ours.*', 'ours.features', 'Scaler'],
    ['ours.*', 'ours', 'os.system'],
    ['ours.Scaler', 'ours', 'Scaler.load'],
    ['os.*', 'os', 'system'],
    ['builtins.*', 'builtins', 'eval'],
    ['subprocess.*', 'subprocess', 'Popen'],
    ['numpy.testing.*', 'numpy.testing', 'runstring'],
    ['*', 'os', 'system'],
  ])('%s does not let %s.%s be used', (entry, module, name) => {
    expect(problemsOf(using(module, name), [entry]).join()).toContain(`${module}.${name}`);
  });
});

describe('memory stays bounded', () => {
  /** One chunk again and again. */
  async function* repeated(start: Uint8Array, chunk: Uint8Array, times: number, end: Uint8Array) {
    yield start;
    for (let time = 0; time < times; time += 1) yield chunk;
    yield end;
  }

  it('of 2 GB of bytes, and of an array of 2 GB', async () => {
    const chunk = new Uint8Array(1024 ** 2);
    const before = process.memoryUsage().rss;
    const raw = await scanPickleStream(repeated(w.pickleOf(`B${'\0\0\0\x80'}`), chunk, 2048, w.pickleOf('.')));
    const array = w.joblibArray('f8', [2 ** 28], '');
    const wrapped = await scanPickleStream(repeated(w.pickleOf(array), chunk, 2048, w.pickleOf('.')));
    expect([raw.problems, wrapped.problems]).toEqual([[], []]);
    expect([raw.bytes, wrapped.form]).toEqual([2 ** 31 + 6, 'joblib']);
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 ** 2);
  });

  it.each([
    ['marks', '(', /nests more than/],
    ['values', 'N', /stacks more than/],
    ['tuples', 'N\x850', /values that have to be followed/],
    ['a line', 'c', /endless line/],
  ])('of too many %s', async (what, opcodes, reason) => {
    const content = what === 'a line' ? 'x'.repeat(70_000) : opcodes.repeat(65_536);
    const scan = await scanPickleStream(
      repeated(w.pickleOf(opcodes), w.pickleOf(content), 64, w.pickleOf('\nname\n.')),
    );
    expect(scan.problems.join()).toMatch(reason);
  });
});
