import type { PageHeader, SchemaElement } from 'hyparquet';
import { decompressPage } from 'hyparquet/src/datapage.js';
import { readRleBitPackedHybrid } from 'hyparquet/src/encoding.js';
import { readPlain } from 'hyparquet/src/plain.js';
import { viewOf } from './parquet-file.js';
import { readPresence } from './parquet-levels.js';
import type { PageDecoder } from './parquet-pages.js';

const HIGH_WORD = 2 ** 32;

/** Numbers of a page, and which of its values are there; null: all. */
export interface NumberPage {
  readonly numbers: Float64Array;
  readonly present: Uint8Array | null;
}

/** Whether values stand in the file as the numbers that they are. */
export const isPlainNumber = ({ type, converted_type, logical_type }: SchemaElement): boolean => {
  if (type === 'DOUBLE' || type === 'FLOAT') return true;
  if (type !== 'INT32' && type !== 'INT64') return false;
  const isSigned = converted_type === undefined || /^INT_\d+$/.test(converted_type);
  return isSigned && (logical_type === undefined || (logical_type.type === 'INTEGER' && logical_type.isSigned));
};

/** A dictionary page of plain numbers. */
export function readNumberDictionary(body: Uint8Array, header: PageHeader, decoder: PageDecoder): Float64Array {
  const page = decompressPage(body, header.uncompressed_page_size, decoder.codec, decoder.compressors);
  return plainNumbers(page, 0, header.dictionary_page_header?.num_values ?? 0, decoder);
}

/**
 * A data page of plain numbers, without an object a value. Undefined for an encoding that is left to hyparquet.
 * @throws when the page is damaged
 */
export function readNumberPage(
  body: Uint8Array,
  header: PageHeader,
  decoder: PageDecoder,
  dictionary: Float64Array | null,
): NumberPage | undefined {
  const { data_page_header: v1, data_page_header_v2: v2, uncompressed_page_size: size } = header;
  const { codec, compressors, isOptional } = decoder;
  const encoding = v1?.encoding ?? v2?.encoding ?? '';
  const isCoded = encoding === 'RLE_DICTIONARY' || encoding === 'PLAIN_DICTIONARY';
  if (encoding !== 'PLAIN' && !(isCoded && dictionary !== null)) return undefined;
  const count = v1?.num_values ?? v2?.num_values ?? 0;
  let page: Uint8Array;
  let present: Uint8Array | null = null;
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
  const values = present === null ? count : present.reduce((sum, bit) => sum + bit, 0);
  const numbers = isCoded
    ? codedNumbers(page, start, values, dictionary ?? new Float64Array())
    : plainNumbers(page, start, values, decoder);
  return { numbers: present === null ? numbers : spread(numbers, present), present };
}

function plainNumbers(page: Uint8Array, start: number, count: number, { type, element }: PageDecoder): Float64Array {
  const reader = { view: viewOf(page), offset: start };
  if (type !== 'INT64') return Float64Array.from(readPlain(reader, type, count, element.type_length));
  const numbers = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    const at = start + 8 * index;
    // One rounding, as of the integer itself.
    numbers[index] = reader.view.getInt32(at + 4, true) * HIGH_WORD + reader.view.getUint32(at, true);
  }
  return numbers;
}

function codedNumbers(page: Uint8Array, start: number, count: number, dictionary: Float64Array): Float64Array {
  const numbers = new Float64Array(count);
  if (count === 0) return numbers;
  const width = page[start] ?? 0;
  if (width > 32) throw new RangeError('width of dictionary codes');
  const codes = new Int32Array(count);
  if (width > 0) {
    const reader = { view: viewOf(page), offset: start + 1 };
    readRleBitPackedHybrid(reader, width, codes, page.byteLength - start - 1);
  }
  for (let index = 0; index < count; index++) {
    const code = codes[index] as number;
    if (code < 0 || code >= dictionary.length) throw new RangeError('dictionary code');
    numbers[index] = dictionary[code] as number;
  }
  return numbers;
}

function spread(numbers: Float64Array, present: Uint8Array): Float64Array {
  const spreadOut = new Float64Array(present.length);
  for (let index = 0, next = 0; index < present.length; index++) {
    spreadOut[index] = present[index] === 1 ? (numbers[next++] as number) : Number.NaN;
  }
  return spreadOut;
}
