import { either, emptyShape, named, of, oneOf, optional, plainType, takes, typeCode } from '../argument-checks.js';
import { DTYPE } from '../dtype.js';
import { callable, namesOf, REFERENCE, type Rules } from './rules.js';

/** Modules moved with numpy 2. */
const core = (module: string, names: string): readonly string[] =>
  ['numpy.core', 'numpy._core'].flatMap((parent) => namesOf(`${parent}.${module}`, names));

const ARRAYS = [...namesOf('numpy', 'ndarray matrix recarray memmap'), 'numpy.matrixlib.defmatrix.matrix'];
const MASKED = ['numpy.ma.MaskedArray', 'numpy.ma.core.MaskedArray'];

const SCALARS = [
  'bool bool_ int8 int16 int32 int64 uint8 uint16 uint32 uint64 longlong ulonglong intc uintc',
  'float16 float32 float64 longdouble complex64 complex128 clongdouble',
  'str_ bytes_ object_ void datetime64 timedelta64 record',
].join(' ');

/** Functions of numbers, which transformers refer to. */
const FUNCTIONS =
  'abs absolute cbrt ceil cos exp exp2 expm1 floor log log10 log1p log2 max mean median min negative reciprocal rint sign sin sqrt square sum tan tanh';

const GENERATORS = [
  ['_mt19937', 'MT19937'],
  ['_pcg64', 'PCG64 PCG64DXSM'],
  ['_philox', 'Philox'],
  ['_sfc64', 'SFC64'],
].flatMap(([module, names]) => namesOf(`numpy.random.${module}`, names ?? ''));

const pickling = (name: string): string => `numpy.random._pickle.${name}`;
const generator = either(of('text', 'instance'), named(...GENERATORS));
const maker = optional(named(pickling('__bit_generator_ctor')));

export const NUMPY: Rules = [
  // An array is made empty; its state brings shape, dtype and data. `arrayStateProblem` checks it.
  [
    core('multiarray', '_reconstruct'),
    callable(takes(named(...ARRAYS), emptyShape, of('bytes', 'text')), { build: true }),
  ],
  [[...ARRAYS, ...MASKED], REFERENCE],
  [core('numeric', '_frombuffer'), callable(takes(of('bytes'), plainType, of('tuple'), oneOf('C', 'F')))],
  // By numpy's own letters, and always a copy: others are shared by the whole process. `stateOfDataType` checks the state.
  [[DTYPE], callable(takes(typeCode, oneOf(false, 0), oneOf(true, 1)), { build: true })],
  // Of objects, it would take an array's data for their addresses.
  [core('multiarray', 'scalar'), callable(takes(plainType, of('bytes', 'text')))],
  [namesOf('numpy', SCALARS), REFERENCE],
  [namesOf('numpy', FUNCTIONS), REFERENCE],
  // Masked arrays, as in the results of a grid search.
  [
    ['numpy.ma.core._mareconstruct'],
    callable(takes(named(...MASKED), named('numpy.ndarray'), emptyShape, of('bytes', 'text')), { build: true }),
  ],
  // Random generators: looked up by name in a fixed table, or made of a class that is listed here.
  [GENERATORS.map(String), REFERENCE],
  [[pickling('__bit_generator_ctor')], callable(takes(optional(generator)), { build: true })],
  [
    ['__randomstate_ctor', '__generator_ctor'].map(pickling),
    callable(takes(optional(generator), maker), { build: true }),
  ],
  [
    ['numpy.random.bit_generator.__pyx_unpickle_SeedSequence'],
    callable(takes(named('numpy.random.bit_generator.SeedSequence'), of('integer'), of('tuple', 'none')), {
      build: true,
    }),
  ],
  [['numpy.random.bit_generator.SeedSequence'], REFERENCE],
];
