import type { DecodedArray, PageHeader, SchemaElement } from 'hyparquet';
import { convert } from 'hyparquet/src/convert.js';
import { decompressPage } from 'hyparquet/src/datapage.js';
import { deltaBinaryUnpack, deltaByteArray, deltaLengthByteArray } from 'hyparquet/src/delta.js';
import { byteStreamSplit } from 'hyparquet/src/encoding.js';
import { readPlain } from 'hyparquet/src/plain.js';
import { viewOf } from './parquet-file.js';
import { readHybrid, readPresence } from './parquet-hybrid.js';
import type { PageDecoder } from './parquet-pages.js';

const HIGH_WORD = 2 ** 32;

/** Whether values stand in the file as the numbers that they are. */
export const isPlainNumber = ({ type, converted_type, logical_type }: SchemaElement): boolean => {
  if (type === 'DOUBLE' || type === 'FLOAT') return true;
  if (type !== 'INT32' && type !== 'INT64') return false;
  const isSigned = converted_type === undefined || /^INT_\d+$/.test(converted_type);
  return isSigned && (logical_type === undefined || (logical_type.type === 'INTEGER' && logical_type.isSigned));
};

/** The values of a dictionary page. */
export function readDictionary(body: Uint8Array, header: PageHeader, decoder: PageDecoder): DecodedArray {
  const page = decompressPage(body, header.uncompressed_page_size, decoder.codec, decoder.compressors);
  return plainValues(page, 0, header.dictionary_page_header?.num_values ?? 0, decoder);
}

/**
 * The values of a data page of a flat column, null where there is none: NaN in a Float64Array.
 * @throws when the page is damaged
 */
export function readValues(
  body: Uint8Array,
  header: PageHeader,
  decoder: PageDecoder,
  dictionary: DecodedArray | null,
): DecodedArray {
  const { data_page_header: v1, data_page_header_v2: v2, uncompressed_page_size: size } = header;
  const { codec, compressors, isOptional } = decoder;
  const count = v1?.num_values ?? v2?.num_values ?? 0;
  let page: Uint8Array;
  let present: Int32Array | null = null;
  let start = 0;
  if (v2 !== undefined) {
    const levels = v2.repetition_levels_byte_length + v2.definition_levels_byte_length;
    if (isOptional) present = readPresence(body, v2.repetition_levels_byte_length, levels, count);
    const values = body.subarray(levels);
    page = v2.is_compressed === false ? values : decompressPage(values, size - levels, codec, compressors);
  } else {
    page = decompressPage(body, size, codec, compressors);
    if (isOptional) {
      start = 4 + viewOf(page).getUint32(0, true);
      present = readPresence(page, 4, start, count);
    }
  }
  const there = present === null ? count : present.reduce((sum, bit) => sum + bit, 0);
  const values = encodedValues(page, start, there, v1?.encoding ?? v2?.encoding ?? '', decoder, dictionary);
  if (values.length !== there) throw new RangeError('values of a page');
  return present === null ? values : spread(values, present);
}

function encodedValues(
  page: Uint8Array,
  start: number,
  count: number,
  encoding: string,
  decoder: PageDecoder,
  dictionary: DecodedArray | null,
): DecodedArray {
  const { type, element } = decoder;
  if (count === 0) return [];
  if (encoding === 'PLAIN') return plainValues(page, start, count, decoder);
  if (encoding === 'RLE_DICTIONARY' || encoding === 'PLAIN_DICTIONARY') {
    if (dictionary === null) throw new RangeError('codes without a dictionary');
    return looked(readHybrid(page, start + 1, page.length, page[start] ?? 0, count), dictionary);
  }
  if (encoding === 'RLE' && type === 'BOOLEAN') {
    return Array.from(readHybrid(page, start + 4, page.length, 1, count), (bit) => bit === 1);
  }
  const reader = { view: viewOf(page), offset: start };
  if (encoding === 'BYTE_STREAM_SPLIT')
    return converted(byteStreamSplit(reader, count, type, element.type_length), decoder);
  const output = type === 'INT32' ? new Int32Array(count) : new BigInt64Array(count);
  const texts: Uint8Array[] = new Array(count);
  if (encoding === 'DELTA_BINARY_PACKED') deltaBinaryUnpack(reader, count, output);
  else if (encoding === 'DELTA_LENGTH_BYTE_ARRAY') deltaLengthByteArray(reader, count, texts);
  else if (encoding === 'DELTA_BYTE_ARRAY') deltaByteArray(reader, count, texts);
  else throw new RangeError('an encoding that is not known');
  return converted(encoding === 'DELTA_BINARY_PACKED' ? output : texts, decoder);
}

function plainValues(page: Uint8Array, start: number, count: number, decoder: PageDecoder): DecodedArray {
  const reader = { view: viewOf(page), offset: start };
  // Each but a boolean takes a byte or more.
  if (count > 8 * (page.length - start)) throw new RangeError('values of a page');
  if (!decoder.isNumber || decoder.type !== 'INT64') {
    const values = readPlain(reader, decoder.type, count, decoder.element.type_length);
    if (reader.offset > page.length) throw new RangeError('values of a page');
    return converted(values, decoder);
  }
  const numbers = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    const at = start + 8 * index;
    // One rounding, as of the integer itself.
    numbers[index] = reader.view.getInt32(at + 4, true) * HIGH_WORD + reader.view.getUint32(at, true);
  }
  return numbers;
}

/** Numbers as doubles; what else there is as hyparquet has it. */
function converted(values: DecodedArray, decoder: PageDecoder): DecodedArray {
  if (!decoder.isNumber) return convert(values, decoder);
  if (values instanceof Float64Array) return values;
  return Float64Array.from<number | bigint>(values, Number);
}

function looked(codes: Int32Array, dictionary: DecodedArray): DecodedArray {
  const values = dictionary instanceof Float64Array ? new Float64Array(codes.length) : new Array<unknown>(codes.length);
  for (let index = 0; index < codes.length; index++) {
    const code = codes[index] as number;
    if (code < 0 || code >= dictionary.length) throw new RangeError('dictionary code');
    values[index] = dictionary[code];
  }
  return values;
}

function spread(values: DecodedArray, present: Int32Array): DecodedArray {
  const isNumber = values instanceof Float64Array;
  const all = isNumber ? new Float64Array(present.length) : new Array<unknown>(present.length);
  for (let index = 0, next = 0; index < present.length; index++) {
    all[index] = present[index] === 1 ? values[next++] : isNumber ? Number.NaN : null;
  }
  return all;
}
