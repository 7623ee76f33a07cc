import { anything, named, of, takes } from '../argument-checks.js';
import { callable, namesOf, REFERENCE, type Rules, STATEFUL } from './rules.js';

const INDEXES = [
  'pandas.Index',
  'pandas.RangeIndex',
  'pandas.MultiIndex',
  'pandas.core.indexes.base.Index',
  'pandas.core.indexes.range.RangeIndex',
  'pandas.core.indexes.multi.MultiIndex',
  'pandas.core.indexes.numeric.Int64Index',
  'pandas.core.indexes.numeric.Float64Index',
];

const STRINGS = 'pandas.arrays.StringArray';

/** Frames, series and indexes of numbers and objects. Extension types other than text are not on it. */
export const PANDAS: Rules = [
  // A frame is blocks of arrays and its axes, put together without its constructor.
  [['pandas.core.frame.DataFrame', 'pandas.core.series.Series', 'pandas.DataFrame', 'pandas.Series'], STATEFUL],
  [
    namesOf('pandas.core.internals.managers', 'BlockManager SingleBlockManager'),
    { ...STATEFUL, call: takes(of('tuple', 'list'), of('list')) },
  ],
  [['pandas._libs.internals._unpickle_block'], callable(takes(of('instance'), anything, of('integer')))],
  // Makes an index of a class that is listed here out of an array or the bounds of a range.
  [['pandas.core.indexes.base._new_Index'], callable(takes(named(...INDEXES), of('dict')))],
  [INDEXES, REFERENCE],
  // Text: an array of objects with a dtype.
  [['pandas.StringDtype'], callable(takes(of('text'), anything))],
  [[STRINGS], REFERENCE],
  [
    ['pandas._libs.arrays.__pyx_unpickle_NDArrayBacked'],
    callable(takes(named(STRINGS), of('integer'), anything), { build: true }),
  ],
];
