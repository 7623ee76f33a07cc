import type { Framework } from '../../manifest.js';

/** Names that the model of a framework has in an artifact, which is served from there. */
export const MODEL_FILES: Readonly<Record<Framework, readonly string[]>> = {
  onnx: ['model.onnx'],
  xgboost: ['model.json', 'model.ubj', 'xgboost-model'],
  lightgbm: ['model.txt'],
  sklearn: ['model.pkl', 'model.joblib'],
  pytorch: ['model.pt', 'model.pth'],
};

/** Formats that people submit and that are refused, with what to do. */
const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/\.(h5|hdf5|keras)$/i, 'a Keras model'],
  [/(^|\/)saved_model\.pb(txt)?$/i, 'a TensorFlow SavedModel'],
  [/\.tflite$/i, 'a TensorFlow Lite model'],
  [/\.safetensors$/i, 'weights without a model'],
];

/** The framework whose model file this is. */
export const frameworkOfPath = (path: string): Framework | undefined =>
  (Object.keys(MODEL_FILES) as Framework[]).find((framework) => MODEL_FILES[framework].includes(path));

/** The framework of an artifact by the names in it: ONNX before others, since it can be run. */
export function frameworkOf(paths: readonly string[]): Framework | undefined {
  const found = paths.flatMap((path) => frameworkOfPath(path) ?? []);
  return found.includes('onnx') ? 'onnx' : found[0];
}

/** What an artifact without a model of the declared framework has in its place. */
export function absentModel(declared: Framework, paths: readonly string[]): string {
  const expected = MODEL_FILES[declared].join(' or ');
  for (const [pattern, what] of REFUSED) {
    const path = paths.find((candidate) => pattern.test(candidate));
    if (path === undefined) continue;
    const known = Object.keys(MODEL_FILES).join(', ');
    return `the artifact has ${path}, ${what}, which is none of the formats that are taken: ${known}`;
  }
  const found = frameworkOf(paths);
  return found === undefined
    ? `the artifact has no ${expected}`
    : `the manifest declares ${declared}, the artifact holds ${found} and no ${expected}`;
}
