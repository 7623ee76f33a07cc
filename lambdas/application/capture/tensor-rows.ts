import { InvalidInput } from '../../domain/errors.js';
import { decodeTensors, type Tensor } from '../../domain/inference/tensors.js';

/**
 * The rows of an Open Inference Protocol V2 body: objects by name of a tensor a column, lists of one tensor [rows, columns].
 * Undefined for what is no list of tensors.
 * @throws InvalidInput when shapes and data do not agree
 */
export function tensorRows(tensors: unknown): readonly unknown[] | undefined {
  if (!Array.isArray(tensors) || tensors.length === 0 || !tensors.every(isTensor)) return undefined;
  const [first] = tensors;
  const [rows = 0, width = 1] = first?.shape ?? [];
  if (first === undefined || tensors.length > 1 || first.shape.length !== 2 || width === 1) {
    try {
      return decodeTensors(tensors);
    } catch (error) {
      // Its message names inputs, and may be as long as they are.
      throw new InvalidInput('the tensors of the payload do not have one value a row', { cause: error });
    }
  }
  const flat: readonly unknown[] = first.data.flat();
  if (flat.length !== rows * width) {
    throw new InvalidInput(`the tensor of the payload has ${flat.length} values, its shape says ${rows} × ${width}`);
  }
  return Array.from({ length: rows }, (_, row) => flat.slice(row * width, (row + 1) * width));
}

/** Its datatype is not looked at: the model's columns say what a value has to be. */
const isTensor = (value: unknown): value is Tensor =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  typeof value.name === 'string' &&
  'shape' in value &&
  Array.isArray(value.shape) &&
  value.shape.every(Number.isSafeInteger) &&
  'data' in value &&
  Array.isArray(value.data);
