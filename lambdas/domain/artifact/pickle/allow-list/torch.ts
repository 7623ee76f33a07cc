import { anything, of, optional, takes } from '../argument-checks.js';
import { STORAGE_SIZES } from '../torch.js';
import { callable, namesOf, REFERENCE, type Rules } from './rules.js';

const DTYPES = [
  'float16 float32 float64 bfloat16 half float double float8_e4m3fn float8_e5m2',
  'uint8 int8 int16 int32 int64 short int long bool complex64 complex128 qint8 quint8 qint32',
].join(' ');

const rebuild = (name: string): readonly string[] => [`torch._utils.${name}`];
const shape = of('tuple');
const rest = Array.from({ length: 4 }, () => optional(anything));

/** What `torch.load(weights_only=True)` takes as well: a state dictionary of tensors. Whole modules are not on it. */
export const TORCH: Rules = [
  // A tensor is a view of a storage, whose bounds torch checks; the hooks can be names of this list only.
  [[...rebuild('_rebuild_tensor')], callable(takes(of('storage'), of('integer'), shape, shape))],
  [
    [...rebuild('_rebuild_tensor_v2')],
    callable(takes(of('storage'), of('integer'), shape, shape, ...rest.slice(0, 3))),
  ],
  [[...rebuild('_rebuild_tensor_v3')], callable(takes(of('storage'), of('integer'), shape, shape, ...rest))],
  [
    [...rebuild('_rebuild_parameter')],
    callable(takes(of('instance'), of('boolean', 'integer'), optional(of('instance')))),
  ],
  [namesOf('torch', DTYPES), REFERENCE],
  [namesOf('torch', Object.keys(STORAGE_SIZES).join(' ')), REFERENCE],
  [namesOf('torch.storage', 'UntypedStorage TypedStorage'), REFERENCE],
  [['torch.Size'], callable(takes(of('tuple', 'list')))],
  [['torch.device'], callable(takes(of('text'), optional(of('integer'))))],
];
