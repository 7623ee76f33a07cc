import { absentModel, MODEL_FILES } from '../../domain/artifact/formats/model-files.js';
import { parseLightgbm } from '../../domain/artifact/lightgbm/parse-lightgbm.js';
import type { ModelDescription } from '../../domain/artifact/model-description.js';
import { parseOnnx } from '../../domain/artifact/onnx/parse-onnx.js';
import { parseXgboost } from '../../domain/artifact/xgboost/parse-xgboost.js';
import { InvalidInput } from '../../domain/errors.js';
import type { Framework } from '../../domain/manifest.js';
import type { Findings } from './inspect-file.js';
import type { InspectedArtifact } from './inspected-artifact.js';

export type IdentifiedModel = Pick<InspectedArtifact, 'format' | 'onnx' | 'graph' | 'described' | 'problems'>;

/** What the content of the declared model says: that it is of the declared format, or why not. */
export function identifyModel(
  declared: Framework,
  findings: Findings,
  kept: ReadonlyMap<string, Uint8Array>,
): IdentifiedModel {
  const paths = findings.entries.map((entry) => entry.path);
  const files = MODEL_FILES[declared].filter((path) => paths.includes(path));
  const [path] = files;
  if (path === undefined) return { problems: [absentModel(declared, paths)] };
  if (files.length > 1) return { problems: [`the artifact has ${files.join(' and ')}, of which one can be served`] };
  if (declared === 'sklearn' || declared === 'pytorch') return identifyPickle(declared, path, findings);
  const content = kept.get(path);
  if (content === undefined) return { problems: otherKind(declared, path, findings) };
  try {
    if (declared === 'onnx') {
      const { description: graph, problems } = parseOnnx(content);
      return { format: 'onnx', graph, problems, ...(problems.length === 0 && { onnx: content }) };
    }
    const described: ModelDescription = declared === 'xgboost' ? parseXgboost(content) : parseLightgbm(content);
    return { format: declared, described, problems: [] };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return { problems: [`${path} is declared as ${declared}, but ${error.message}`] };
  }
}

/** By the scan, which is the only reader of pickles here: one that is broken is a problem already. */
function identifyPickle(
  declared: 'sklearn' | 'pytorch',
  path: string,
  { pickles, problems }: Findings,
): IdentifiedModel {
  const isTorch = pickles.some(
    ({ path: place, scan }) =>
      (place.startsWith(`${path}!`) && place.endsWith('/data.pkl')) || (place === path && scan.form === 'torch-legacy'),
  );
  const isPlain = pickles.some(({ path: place, scan }) => place === path && scan.form !== 'torch-legacy');
  const found = isTorch ? 'pytorch' : isPlain ? 'sklearn' : undefined;
  if (found === declared) return { format: declared, problems: [] };
  const isExplained = problems.some((problem) => problem.startsWith(path));
  if (found === undefined && isExplained) return { problems: [] };
  const what = found === undefined ? 'no model' : found === 'pytorch' ? "PyTorch's format" : 'a plain pickle';
  return { problems: [`${path} is declared as ${declared}, but it holds ${what}`] };
}

/** Of a file that was not kept for its size, that is said already; another's kind is. */
function otherKind(declared: Framework, path: string, { entries }: Findings): string[] {
  const kind = entries.find((entry) => entry.path === path)?.kind ?? 'other';
  return kind === 'other'
    ? []
    : [`${path} is declared as ${declared}, but it is ${kind === 'empty' ? 'empty' : `a ${kind}`}`];
}
