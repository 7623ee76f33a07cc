import { describe, expect, it } from 'vitest';
import { descriptionProblems } from '../../../../lambdas/domain/artifact/description-problems.js';
import { parseLightgbm } from '../../../../lambdas/domain/artifact/lightgbm/parse-lightgbm.js';
import type { ModelDescription } from '../../../../lambdas/domain/artifact/model-description.js';
import { parseXgboost } from '../../../../lambdas/domain/artifact/xgboost/parse-xgboost.js';
import { readUbjson } from '../../../../lambdas/domain/artifact/xgboost/read-ubjson.js';
import { InvalidInput } from '../../../../lambdas/domain/errors.js';
import type { Signature } from '../../../../lambdas/domain/signature.js';
import { linearSignature } from '../../../fixtures/onnx-models.js';
import { lightgbmText, ubjson, xgboostJson, xgboostModel } from '../../../fixtures/tree-models.js';

const described: ModelDescription = {
  format: 'xgboost',
  features: 2,
  featureNames: ['x', 'z'],
  objective: 'reg:squarederror',
  task: 'regression',
  trees: 1,
  version: '2.0.3',
};
const learner = (changes: object) =>
  JSON.stringify({ ...xgboostModel, learner: { ...xgboostModel.learner, ...changes } });

describe('parseXgboost', () => {
  it('reads the same of JSON and UBJSON', () => {
    expect(parseXgboost(Buffer.from(xgboostJson))).toEqual(described);
    expect(parseXgboost(ubjson({ ...xgboostModel, version: undefined }))).toEqual({ ...described, version: '' });
  });

  it('tells classes by the objective', () => {
    const classes = (name: string, count: string) =>
      parseXgboost(
        Buffer.from(learner({ objective: { name }, learner_model_param: { num_class: count, num_feature: '2' } })),
      );
    expect(classes('multi:softprob', '3')).toMatchObject({ task: 'classification', classes: 3 });
    expect(classes('binary:logistic', '0')).toMatchObject({ task: 'classification', classes: 2 });
    expect(classes('reg:logistic', '0').task).toBeUndefined();
  });

  it.each<[string, Buffer, RegExp]>([
    ['JSON of another kind', Buffer.from('{"a":1}'), /its learner is no object/],
    ['cut JSON', Buffer.from(xgboostJson.slice(0, -9)), /no whole JSON/],
    ['cut UBJSON', ubjson(xgboostModel).subarray(0, -5), /no whole UBJSON/],
    ['UBJSON with more behind it', Buffer.concat([ubjson(xgboostModel), Buffer.from('x')]), /1 bytes after its end/],
    ['the old binary format', Buffer.from('binf\0\0\0\0'), /no whole UBJSON/],
    ['names of other features', Buffer.from(learner({ feature_names: ['x'] })), /1 names of 2 features/],
    ['no number of features', Buffer.from(learner({ learner_model_param: {} })), /lacks a whole number num_feature/],
    ['no objective', Buffer.from(learner({ objective: {} })), /lacks a name of its objective/],
    ['UBJSON of great depth', Buffer.from('['.repeat(5000)), /nested more than 100 deep/],
    [
      'UBJSON with a length that is too great',
      Buffer.from('5b234c7fffffffffffffff', 'hex'),
      /more than there are bytes/,
    ],
    ['UBJSON with a key twice', Buffer.from('{i\x01aTi\x01aT}', 'latin1'), /the key "a" twice/],
  ])('refuses %s', (_what, bytes, reason) => {
    expect(() => parseXgboost(bytes)).toThrow(InvalidInput);
    expect(() => parseXgboost(bytes)).toThrow(reason);
  });

  it('keeps of long arrays of numbers their length alone', () => {
    expect(readUbjson(ubjson(new Array(1000).fill(1)))).toEqual({ length: 1000 });
  });
});

describe('parseLightgbm', () => {
  it('reads header and trees', () => {
    expect(parseLightgbm(Buffer.from(lightgbmText))).toEqual({
      ...described,
      format: 'lightgbm',
      objective: 'regression',
      version: 'v4',
    });
  });

  it.each<[string, string, RegExp]>([
    ['another text', 'forest\n', /does not start with "tree"/],
    ['a text that is cut off', lightgbmText.slice(0, 300), /"end of trees" is missing/],
    [
      'a tree that is not there',
      lightgbmText.replace('tree_sizes=190', 'tree_sizes=190 200'),
      /announces 2 trees and has 1/,
    ],
    ['a tree of another number', lightgbmText.replace('Tree=0', 'Tree=3'), /tree 0 is not where it belongs/],
    ['other names than features', lightgbmText.replace('names=x z', 'names=x'), /1 names of 2 features/],
    ['no features', lightgbmText.replace('max_feature_idx=1', 'max_feature_idx=-1'), /max_feature_idx is "-1"/],
    [
      'a header that says two things',
      lightgbmText.replace('num_class=1', 'num_class=1\nnum_class=2'),
      /num_class twice/,
    ],
  ])('refuses %s', (_what, text, reason) => {
    expect(() => parseLightgbm(Buffer.from(text))).toThrow(reason);
  });
});

describe('a model that tells its features', () => {
  const fits = (changes: Partial<ModelDescription>, signature: Partial<Signature> = {}) =>
    descriptionProblems({ ...linearSignature, ...signature }, { ...described, ...changes }).join('; ');

  it.each<[string, string, RegExp]>([
    ['fits its signature', fits({}), /^$/],
    ['without names fits by their number', fits({ featureNames: undefined as never }), /^$/],
    [
      'has more features',
      fits({ features: 3, featureNames: ['x', 'y', 'z'] }),
      /takes 3 features, the signature has 2 inputs; .*"y" is not in/,
    ],
    ['has another order', fits({ featureNames: ['z', 'x'] }), /feature 0 is "z", the signature's input 0 is "x"/],
    [
      'is of another task',
      fits({ task: 'classification', objective: 'binary:logistic' }),
      /objective is binary:logistic/,
    ],
    [
      'has other classes',
      fits({ task: 'classification', classes: 3 }, { task: 'classification', labels: ['a', 'b'] }),
      /tells 3 classes apart, the signature has 2 labels/,
    ],
  ])('%s', (_what, problems, expected) => {
    expect(problems).toMatch(expected);
  });
});
