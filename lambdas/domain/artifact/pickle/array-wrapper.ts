import { elementsOf } from './dtype.js';
import { isDict, isGlobal, isInstance, isTuple, nameOf, type Value } from './symbols.js';

/** What joblib writes in the place of an array, whose data follow in the stream right after its state. */
export const WRAPPER = 'joblib.numpy_pickle.NumpyArrayWrapper';

/** An array of which the data come next in the stream. */
export interface ArraySpec {
  /** Bytes of the data; undefined: the array is of objects, and a pickle of its own. */
  readonly size: number | undefined;
  readonly elements: number;
  /** Whether a byte with the length of the padding, and the padding, go before the data. */
  readonly padded: boolean;
}

const SUBCLASSES = /^numpy\.(ndarray|memmap|matrix|recarray)$|^numpy\.matrixlib\.defmatrix\.matrix$/;
const KEYS = ['subclass', 'shape', 'order', 'dtype', 'allow_mmap'];
const ALIGNMENT = 'numpy_array_alignment_bytes';

/** What the wrapper's state says of the data, as `NumpyArrayWrapper.read_array` takes it; text: why it can't be told. */
export function readArraySpec(state: Value): ArraySpec | string {
  if (!isDict(state) || !state.whole) return "sets a state of joblib's array wrapper that can't be told";
  const { pairs } = state;
  const odd = [...pairs.keys()].filter((key) => !KEYS.includes(key) && key !== ALIGNMENT);
  if (odd.length > 0 || KEYS.some((key) => !pairs.has(key)))
    return "sets a state of joblib's array wrapper that joblib never writes";
  const [subclass, shape, type] = [pairs.get('subclass'), pairs.get('shape'), pairs.get('dtype')];
  if (!isGlobal(subclass) || !SUBCLASSES.test(nameOf(subclass)))
    return 'makes an array of an unknown class out of the stream';
  const count = elementsOf(isTuple(shape) ? shape.items : undefined);
  if (count === undefined) return 'makes an array of an unknown shape out of the stream';
  if (!isInstance(type) || type.dtype === undefined) return 'makes an array of an unknown dtype out of the stream';
  const alignment = pairs.get(ALIGNMENT) ?? null;
  if (alignment !== null && typeof alignment !== 'number')
    return 'makes an array of an unknown alignment out of the stream';
  return {
    size: type.dtype.objects ? undefined : type.dtype.size * count,
    elements: count,
    padded: alignment !== null,
  };
}
