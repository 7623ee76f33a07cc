import { int32, readMessage, textOf } from './wire-reader.js';

export interface OnnxTensor {
  readonly name: string;
  /** Element type as onnxruntime names it, such as `float32`; `no tensor` for sequences, maps and the like. */
  readonly type: string;
  /** Length of each dimension; a text where it has a name only, null where nothing is said. Absent without a shape. */
  readonly shape?: readonly (number | string | null)[];
}

/** By number, as onnx.proto's TensorProto.DataType. */
const TYPES: readonly (string | undefined)[] = [
  ...[undefined, 'float32', 'uint8', 'int8', 'uint16', 'int16', 'int32', 'int64', 'string', 'bool'],
  ...['float16', 'float64', 'uint32', 'uint64', 'complex64', 'complex128', 'bfloat16'],
];

/** A graph's input or output. @throws InvalidInput */
export function parseValueInfo(bytes: Uint8Array): OnnxTensor {
  let name = '';
  let tensor: Omit<OnnxTensor, 'name'> = { type: 'no tensor' };
  readMessage(bytes, {
    bytes: (field, value) => {
      if (field === 1) name = textOf(value);
      else if (field === 2) {
        readMessage(value, {
          bytes: (kind, type) => {
            tensor = kind === 1 ? parseTensorType(type) : kind === 6 ? tensor : { type: 'no tensor' };
          },
        });
      }
    },
  });
  return { name, ...tensor };
}

function parseTensorType(bytes: Uint8Array): Omit<OnnxTensor, 'name'> {
  let type = 'undefined';
  let shape: (number | string | null)[] | undefined;
  readMessage(bytes, {
    varint: (field, value) => {
      if (field === 1) type = TYPES[int32(value)] ?? `type ${int32(value)}`;
    },
    bytes: (field, value) => {
      if (field !== 2) return;
      const dimensions: (number | string | null)[] = [];
      readMessage(value, {
        bytes: (kind, dimension) => {
          if (kind === 1) dimensions.push(parseDimension(dimension));
        },
      });
      shape = dimensions;
    },
  });
  return shape === undefined ? { type } : { type, shape };
}

function parseDimension(bytes: Uint8Array): number | string | null {
  let length: number | string | null = null;
  readMessage(bytes, {
    varint: (field, value) => {
      if (field === 1) length = Number(value);
    },
    bytes: (field, value) => {
      if (field === 2) length = textOf(value);
    },
  });
  return length;
}
