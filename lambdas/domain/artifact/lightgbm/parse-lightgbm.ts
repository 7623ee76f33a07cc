import { InvalidInput } from '../../errors.js';
import type { Task } from '../../signature.js';
import type { ModelDescription } from '../model-description.js';

const CLASSIFICATIONS = ['binary', 'multiclass', 'multiclassova', 'cross_entropy', 'cross_entropy_lambda'];
const REGRESSIONS = [
  ...['regression', 'regression_l1', 'huber', 'fair', 'poisson', 'quantile', 'mape', 'gamma', 'tweedie'],
];
const NEWLINE = 0x0a;
/** Names of a thousand columns, and the sizes of many trees. */
const LONGEST_LINE = 4 * 1024 ** 2;

/**
 * Reads a model that LightGBM saved as text: its header, and that each tree it announces follows.
 * @throws InvalidInput when it is none
 */
export function parseLightgbm(bytes: Uint8Array): ModelDescription {
  const lines = linesOf(bytes);
  if (lines.next().value !== 'tree')
    throw new InvalidInput('it is no model of LightGBM: it does not start with "tree"');
  const header = new Map<string, string>();
  let [trees, ended] = [0, false];
  for (const line of lines) {
    if (line.startsWith('Tree=')) {
      if (line !== `Tree=${trees}`) throw new InvalidInput(`it is damaged: tree ${trees} is not where it belongs`);
      trees += 1;
    } else if (line === 'end of trees') {
      ended = true;
      break;
    } else if (trees === 0 && line.includes('=')) {
      const key = line.slice(0, line.indexOf('='));
      if (header.has(key)) throw new InvalidInput(`it is damaged: its header has ${key.slice(0, 50)} twice`);
      header.set(key, line.slice(key.length + 1));
    }
  }
  if (!ended) throw new InvalidInput('it is cut off: "end of trees" is missing');
  return describe(header, trees);
}

function describe(header: ReadonlyMap<string, string>, trees: number): ModelDescription {
  const announced = wordsOf(header.get('tree_sizes')).length;
  if (header.has('tree_sizes') && announced !== trees) {
    throw new InvalidInput(`it is damaged: it announces ${announced} trees and has ${trees}`);
  }
  const features = wholeNumber(header, 'max_feature_idx') + 1;
  const names = wordsOf(header.get('feature_names'));
  if (names.length > 0 && names.length !== features) {
    throw new InvalidInput(`it is damaged: it has ${names.length} names of ${features} features`);
  }
  const [objective = ''] = wordsOf(header.get('objective'));
  const task = taskOf(objective);
  const classes = wholeNumber(header, 'num_class');
  const isNamed = names.some((name, index) => name !== `Column_${index}`);
  return {
    format: 'lightgbm',
    features,
    ...(isNamed && { featureNames: names }),
    objective: objective === '' ? 'none' : objective.slice(0, 100),
    ...(task !== undefined && { task }),
    ...(task === 'classification' && { classes: objective.startsWith('multiclass') ? classes : 2 }),
    trees,
    version: (header.get('version') ?? '').slice(0, 30),
  };
}

function* linesOf(bytes: Uint8Array): Generator<string> {
  const utf8 = new TextDecoder();
  for (let at = 0; at < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, at);
    const end = newline < 0 ? bytes.length : newline;
    // Trees have long lines of numbers, which nobody asks for.
    yield utf8.decode(bytes.subarray(at, Math.min(end, at + LONGEST_LINE))).replace(/\r$/, '');
    at = end + 1;
  }
}

const wordsOf = (text = ''): string[] => text.split(' ').filter((word) => word !== '');

function wholeNumber(header: ReadonlyMap<string, string>, key: string): number {
  const text = header.get(key) ?? '';
  if (!/^\d{1,9}$/.test(text)) throw new InvalidInput(`it is no model of LightGBM: ${key} is "${text.slice(0, 50)}"`);
  return Number(text);
}

function taskOf(objective: string): Task | undefined {
  if (CLASSIFICATIONS.includes(objective)) return 'classification';
  return REGRESSIONS.includes(objective) ? 'regression' : undefined;
}
