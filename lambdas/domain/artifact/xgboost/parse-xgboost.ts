import { InvalidInput } from '../../errors.js';
import type { Task } from '../../signature.js';
import type { ModelDescription } from '../model-description.js';
import { NumberArray, readUbjson, type Ubjson } from './read-ubjson.js';

/** JSON takes many times its size once it is parsed; UBJSON is read where it lies. */
export const LARGEST_JSON = 64 * 1024 ** 2;

type Fields = { readonly [key: string]: Ubjson };

/**
 * Reads a model that XGBoost saved as JSON or UBJSON, as far as gates need it.
 * @throws InvalidInput when it is none
 */
export function parseXgboost(bytes: Uint8Array): ModelDescription {
  const model = fieldsOf(isJson(bytes) ? parseJson(bytes) : readUbjson(bytes), 'it');
  const learner = fieldsOf(model.learner, 'its learner');
  const parameters = fieldsOf(learner.learner_model_param, "its learner's parameters");
  const objective = fieldsOf(learner.objective, 'its objective').name;
  if (typeof objective !== 'string' || objective === '') throw missing('a name of its objective');
  const features = wholeNumber(parameters.num_feature, 'num_feature');
  const classes = wholeNumber(parameters.num_class ?? '0', 'num_class');
  const names = namesOf(learner.feature_names);
  if (names.length > 0 && names.length !== features) {
    throw new InvalidInput(`it has ${names.length} names of ${features} features`);
  }
  const task = taskOf(objective);
  return {
    format: 'xgboost',
    features,
    ...(names.length > 0 && { featureNames: names }),
    objective: objective.slice(0, 100),
    ...(task !== undefined && { task }),
    ...(task === 'classification' && { classes: objective.startsWith('multi:') ? classes : 2 }),
    trees: treesOf(fieldsOf(learner.gradient_booster, 'its gradient booster')),
    version: versionOf(model.version),
  };
}

/** Whether an object of JSON starts here, rather than one of UBJSON. */
export const isJson = (bytes: Uint8Array): boolean =>
  /^\{\s*["}]/.test(Buffer.from(bytes.subarray(0, 64)).toString('latin1').trimStart());

function parseJson(bytes: Uint8Array): Ubjson {
  if (bytes.length > LARGEST_JSON) {
    throw new InvalidInput(
      `as JSON it has ${bytes.length} bytes, at most ${LARGEST_JSON} are read: save it as model.ubj`,
    );
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new InvalidInput('it is no whole JSON', { cause });
  }
}

const missing = (what: string): InvalidInput => new InvalidInput(`it is no model of XGBoost: it lacks ${what}`);

function fieldsOf(value: Ubjson | undefined, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof NumberArray) {
    throw new InvalidInput(`it is no model of XGBoost: ${what} is no object`);
  }
  return value as Fields;
}

function wholeNumber(value: Ubjson | undefined, name: string): number {
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 0) return number;
  throw missing(`a whole number ${name}`);
}

function namesOf(value: Ubjson | undefined): string[] {
  if (!Array.isArray(value)) return [];
  return value.map((name: Ubjson) => {
    if (typeof name !== 'string') throw missing('names of its features');
    return name;
  });
}

/** Those of a gbtree, those within a dart, none of a linear booster. */
function treesOf(booster: Fields): number {
  const model = booster.gbtree === undefined ? booster.model : fieldsOf(booster.gbtree, 'its gbtree').model;
  const trees = model === undefined ? undefined : fieldsOf(model, "its booster's model").trees;
  return Array.isArray(trees) ? trees.length : 0;
}

function versionOf(value: Ubjson | undefined): string {
  return Array.isArray(value) && value.length <= 3 ? value.join('.').slice(0, 30) : '';
}

function taskOf(objective: string): Task | undefined {
  if (/^(binary|multi):/.test(objective)) return 'classification';
  if (objective === 'reg:logistic') return undefined;
  return /^(reg|count|survival):/.test(objective) ? 'regression' : undefined;
}
