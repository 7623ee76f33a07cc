import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { invalidInput, modelFailure } from './errors.js';
import { parseSignature } from './signature.js';

/**
 * @typedef {import('./signature.js').Signature} Signature
 * @typedef {import('./signature.js').Row} Row
 * @typedef {import('./signature.js').Value} Value
 * @typedef {{ prediction: string | number | boolean, probability?: number }} Prediction
 */

/** Graph types that a column may have, with the array that holds n values of it. */
const ARRAYS = {
  float32: (/** @type {Value[]} */ values) => Float32Array.from(values, (value) => Number(value ?? Number.NaN)),
  float64: (/** @type {Value[]} */ values) => Float64Array.from(values, (value) => Number(value ?? Number.NaN)),
  int64: (/** @type {Value[]} */ values) => BigInt64Array.from(values, (value) => BigInt(Number(value))),
  int32: (/** @type {Value[]} */ values) => Int32Array.from(values, Number),
  bool: (/** @type {Value[]} */ values) => Uint8Array.from(values, Number),
  string: (/** @type {Value[]} */ values) => values.map((value) => String(value ?? '')),
};
/** Graph types that can't say "missing". */
const WITHOUT_MISSING = ['int64', 'int32', 'bool'];
const OUTPUTS = { classification: ['label', 'probabilities'], regression: ['variable'] };

/** One ONNX graph with its signature. */
export class Model {
  #runtime;
  #session;
  #signature;

  /**
   * @param {typeof import('onnxruntime-node')} runtime
   * @param {import('onnxruntime-node').InferenceSession} session
   * @param {Signature} signature
   */
  constructor(runtime, session, signature) {
    this.#runtime = runtime;
    this.#session = session;
    this.#signature = signature;
  }

  /**
   * Reads `model.onnx` and `signature.json` of a folder, and checks that they agree.
   * @param {string} folder
   */
  static async load(folder) {
    const require = createRequire(import.meta.url);
    const runtime = /** @type {typeof import('onnxruntime-node')} */ (
      require(process.env.MLOPS_ONNXRUNTIME ?? 'onnxruntime-node')
    );
    const signature = parseSignature(JSON.parse(await readFile(join(folder, 'signature.json'), 'utf8')));
    const session = await runtime.InferenceSession.create(join(folder, 'model.onnx'), {
      // One thread sums trees in one order, as in training; requests are what runs side by side.
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      // The runtime's own log of a failure would hold values.
      logSeverityLevel: 4,
    });
    checkGraph(session, signature);
    return new Model(runtime, session, signature);
  }

  get signature() {
    return this.#signature;
  }

  /**
   * Predicts rows that fit the signature, in one run.
   * @param {Row[]} rows
   * @returns {Promise<Prediction[]>}
   */
  async predict(rows) {
    const feeds = this.#feeds(rows);
    let results;
    try {
      results = await this.#session.run(feeds, { logSeverityLevel: 4 });
    } catch (error) {
      throw modelFailure(
        `the model failed on input that fits its signature: ${error instanceof Error ? error.message : error}`,
        error,
      );
    }
    const [main, probabilities] = OUTPUTS[this.#signature.task].map((name) => results[name]);
    return rows.map((_, row) => {
      const prediction = plain(main?.data[row], main?.type);
      const probability =
        probabilities === undefined ? undefined : Number(probabilities.data[this.#probabilityAt(row, prediction)]);
      for (const value of [prediction, probability ?? 0]) {
        if (value === undefined || Number.isNaN(value) || Math.abs(Number(value)) === Number.POSITIVE_INFINITY) {
          throw modelFailure(`the model gave no finite number for row ${row}`);
        }
      }
      return probability === undefined ? { prediction } : { prediction, probability };
    });
  }

  /**
   * Of two labels the positive one's place in the probabilities of all rows, of more the predicted one's.
   * @param {number} row
   * @param {string | number | boolean} prediction
   */
  #probabilityAt(row, prediction) {
    const labels = this.#signature.labels ?? [];
    if (labels.length <= 2) return 2 * row + 1;
    const at = labels.findIndex((label) => String(label) === String(prediction));
    if (at === -1) throw modelFailure(`the model gave row ${row} a label that its signature lacks`);
    return labels.length * row + at;
  }

  /** @param {Row[]} rows */
  #feeds(rows) {
    const types = graphTypes(this.#session);
    return Object.fromEntries(
      this.#signature.inputs.map(({ name }) => {
        const type = types.get(name);
        const values = rows.map((row) => row[name] ?? null);
        const gap = values.indexOf(null);
        if (gap !== -1 && WITHOUT_MISSING.includes(String(type))) {
          throw invalidInput(
            `row ${gap}, column ${name}: is missing, which the model's input of type ${type} can't take`,
          );
        }
        const data = ARRAYS[/** @type {keyof typeof ARRAYS} */ (type)](values);
        return [
          name,
          new this.#runtime.Tensor(/** @type {'float32'} */ (type), /** @type {Float32Array} */ (data), [
            rows.length,
            1,
          ]),
        ];
      }),
    );
  }
}

/**
 * Types of the graph's inputs by name.
 * @param {import('onnxruntime-node').InferenceSession} session
 */
const graphTypes = (session) =>
  new Map(session.inputMetadata.map((input) => [input.name, input.isTensor ? input.type : 'no tensor']));

/**
 * @param {import('onnxruntime-node').InferenceSession} session
 * @param {Signature} signature
 */
function checkGraph(session, signature) {
  const types = graphTypes(session);
  const columns = signature.inputs.map((column) => column.name);
  const different = [
    ...columns.filter((name) => !types.has(name)),
    ...[...types.keys()].filter((name) => !columns.includes(name)),
  ];
  if (different.length > 0) {
    throw new Error(`model.onnx and signature.json name different inputs: ${different.slice(0, 10).join(', ')}`);
  }
  for (const [name, type] of types) {
    if (!Object.hasOwn(ARRAYS, type)) {
      throw new Error(`model.onnx: input ${name} is ${type}, expected ${Object.keys(ARRAYS).join(', ')}`);
    }
  }
  const outputs = session.outputMetadata.filter((output) => output.isTensor).map((output) => output.name);
  const absent = OUTPUTS[signature.task].filter((name) => !outputs.includes(name));
  if (absent.length > 0) {
    throw new Error(`model.onnx lacks the output tensors ${absent.join(', ')}; export a classifier with zipmap off`);
  }
}

/**
 * @param {unknown} value
 * @param {string | undefined} type
 * @returns {string | number | boolean}
 */
function plain(value, type) {
  if (type === 'bool') return Boolean(value);
  return typeof value === 'bigint' ? Number(value) : /** @type {string | number} */ (value);
}
