/**
 * What runs in a process of its own: an ONNX session, asked over the channel to its parent. Plain JavaScript for
 * `node --eval`, so that no bundle has to carry a second file. The kernel is to take this process first when memory ends.
 */
export const SESSION_PROGRAM = `
'use strict';
try { require('node:fs').writeFileSync('/proc/self/oom_score_adj', '1000'); } catch {}
const options = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 4 };
const tensorOf = ({ name, isTensor, type }) => ({ name, type: isTensor ? type : 'no tensor' });
let runtime;
let session;
const actions = {
  async load({ module, path }) {
    runtime = require(module);
    session = await runtime.InferenceSession.create(path, options);
    return { inputs: session.inputMetadata.map(tensorOf), outputs: session.outputMetadata.map(tensorOf) };
  },
  async run({ feeds, rows, outputs }) {
    const tensors = feeds.map(({ name, type, data }) => [name, new runtime.Tensor(type, data, [rows, 1])]);
    const results = await session.run(Object.fromEntries(tensors), outputs, { logSeverityLevel: 4 });
    return outputs.map((name) => ({ type: results[name].type, data: results[name].data }));
  },
};
process.on('message', ({ id, action, payload }) => {
  actions[action](payload).then(
    (value) => process.send({ id, value }),
    (error) => process.send({ id, problem: error instanceof Error ? error.message : String(error) }),
  );
});
process.on('disconnect', () => process.exit());
`;
