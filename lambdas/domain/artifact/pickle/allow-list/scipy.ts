import { namesOf, REFERENCE, type Rules, STATEFUL } from './rules.js';

const SPARSE = ['bsr', 'coo', 'csc', 'csr', 'dia', 'dok', 'lil'].flatMap((format) => [
  ...namesOf(`scipy.sparse._${format}`, `${format}_matrix ${format}_array`),
  ...namesOf(`scipy.sparse.${format}`, `${format}_matrix`),
]);

export const SCIPY: Rules = [
  // A sparse matrix is attributes: arrays of indices and values, and a shape. `dok` is a dictionary with them.
  [SPARSE, { ...STATEFUL, fills: 'pairs' }],
  // What isotonic calibration interpolates with: arrays, and the name of a method of its own.
  [['scipy.interpolate._interpolate.interp1d', 'scipy.interpolate.interpolate.interp1d'], STATEFUL],
  // Splines: knots and coefficients.
  [['scipy.interpolate._bsplines.BSpline'], STATEFUL],
  [['scipy._lib.array_api_compat.numpy._aliases.asarray'], REFERENCE],
  [namesOf('scipy.special._ufuncs', 'expit logit xlogy gammaln'), REFERENCE],
];
