import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { softmaxOnnx, softmaxSignature } from '../fixtures/onnx-models.js';
import { cleanUp, root, start, startServing, temporaryFolder } from './programs.js';

afterAll(cleanUp);

function served(signature: unknown): string {
  const base = temporaryFolder();
  mkdirSync(join(base, 'model'));
  writeFileSync(join(base, 'model', 'model.onnx'), softmaxOnnx);
  writeFileSync(join(base, 'model', 'signature.json'), JSON.stringify(signature));
  return base;
}

describe('a served model of three labels', () => {
  it('answers with the predicted label and its probability, as JSON and as CSV', async () => {
    const server = await startServing(served(softmaxSignature));
    const instances = [
      { x: Math.log(2), y: 0 },
      { x: 0, y: Math.log(6) },
      { x: -40, y: -40 },
    ];
    const answer = await server.invoke(JSON.stringify({ instances }));
    expect(JSON.parse(answer.text)).toEqual({
      predictions: [
        { prediction: 'ash', probability: expect.closeTo(0.5, 6) },
        { prediction: 'elm', probability: expect.closeTo(0.75, 6) },
        { prediction: 'oak', probability: 1 },
      ],
    });
    expect((await server.invoke('-40,-40\n', 'text/csv')).text).toBe('oak,1\n');
  });

  it('fails with a crash of its own, and not a wrong answer, for a label that the signature lacks', async () => {
    const server = await startServing(served({ ...softmaxSignature, labels: ['fir', 'elm', 'oak'] }));
    const answer = await server.invoke('{"instances":[{"x":3,"y":0}]}');
    expect(answer.status).toBe(500);
    expect(answer.text).toContain('a label that its signature lacks');
  });

  it.each([
    ['one label twice', ['ash', 'elm', 'ash']],
    ['more than a hundred', Array.from({ length: 101 }, (_, label) => label)],
    ['a single one', ['ash']],
  ])('does not start with %s', async (_, labels) => {
    const program = start(process.execPath, [join(root, 'containers/onnx-serve/server.js'), 'serve'], {
      SAGEMAKER_BASE_DIR: served({ ...softmaxSignature, labels }),
      SAGEMAKER_BIND_TO_PORT: '0',
    });
    expect(await program.ended).toMatchObject({ code: 1 });
    expect(program.output()).toContain('expected two to 100 different labels');
  });
});
