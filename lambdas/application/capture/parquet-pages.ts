import type { ColumnMetaData, Compressors, DecodedArray, PageHeader, ParquetParsers } from 'hyparquet';
import { parquetHeader, type readPage } from 'hyparquet/src/column.js';
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { getTreePath } from 'hyparquet/src/schema.js';
import { parquetCodecs } from './parquet-codecs.js';
import { decoding, type ParquetFile, viewOf } from './parquet-file.js';
import { isPlainNumber, readDictionary, readValues } from './parquet-values.js';
import { SequentialBytes } from './ranged-source.js';
import { UnreadableObject } from './unreadable-object.js';

/** Most bytes of a page, decompressed: writers make pages of about 1 MiB. */
const LARGEST_PAGE = 64 * 1024 * 1024;
/** Bytes to look for a page's header in: with long statistics in it, and the most. */
const HEADER_BYTES = [4 * 1024, 1024 * 1024] as const;

export type PageDecoder = ColumnMetaData & {
  readonly pathInSchema: string[];
  readonly element: Parameters<typeof readPage>[2]['element'];
  readonly schemaPath: Parameters<typeof readPage>[2]['schemaPath'];
  readonly parsers: ParquetParsers;
  readonly compressors: Compressors;
  readonly isOptional: boolean;
  /** Its values are doubles, NaN where there is none. */
  readonly isNumber: boolean;
};

const parsers: ParquetParsers = {
  ...DEFAULT_PARSERS,
  timestampFromMicroseconds: (micros) => new Date(Number(micros) / 1e3),
  // Nanoseconds are more than a double holds.
  timestampFromNanoseconds: (nanos) => new Date(Number(nanos / 1000n) / 1e3),
  jsonFromBytes: (bytes) => (bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8')),
};

/** Reads the pages of a column in a row group one by one. */
export class PageReader {
  private readonly bytes: SequentialBytes;
  private readonly decoder: PageDecoder;
  private dictionary: DecodedArray | null = null;

  constructor({ source, schema }: ParquetFile, chunk: ColumnMetaData, window: number) {
    const offset = Number(chunk.dictionary_page_offset || chunk.data_page_offset);
    const start = Math.min(offset, Number(chunk.data_page_offset));
    this.bytes = new SequentialBytes(source, start, start + Number(chunk.total_compressed_size), window);
    const pathInSchema = chunk.path_in_schema;
    const schemaPath = decoding('schema', () => getTreePath(schema, pathInSchema));
    const element = schemaPath[1]?.element ?? schema.element;
    const isOptional = element.repetition_type !== 'REQUIRED';
    const isNumber = isPlainNumber(element);
    const compressors = parquetCodecs;
    this.decoder = { ...chunk, pathInSchema, schemaPath, element, parsers, compressors, isOptional, isNumber };
  }

  /** The values of the next page, of which `most` may come. */
  async next(most: number): Promise<DecodedArray> {
    for (;;) {
      if (this.bytes.left <= 0)
        throw new UnreadableObject('the Parquet file is damaged: a column ends before its rows');
      const header = await this.header();
      const body = (await this.bytes.peek(header.compressed_page_size)).subarray(0, header.compressed_page_size);
      if (body.byteLength < header.compressed_page_size) {
        throw new UnreadableObject('the Parquet file is damaged: a page is longer than its column');
      }
      this.bytes.skip(body.byteLength);
      const page = decoding('page', () => this.decode(header, body, most));
      if (page !== undefined) return page;
    }
  }

  private async header(): Promise<PageHeader> {
    for (const bytes of HEADER_BYTES) {
      const head = await this.bytes.peek(bytes);
      const reader = { view: viewOf(head), offset: 0 };
      let header: PageHeader;
      try {
        header = parquetHeader(reader);
      } catch (error) {
        if (bytes < this.bytes.left && bytes === HEADER_BYTES[0]) continue;
        return decoding('page header', () => {
          throw error;
        });
      }
      this.bytes.skip(reader.offset);
      return checked(header);
    }
    throw new UnreadableObject('the Parquet file is damaged: a page has no header');
  }

  /** Undefined for a page without values. */
  private decode(header: PageHeader, body: Uint8Array, most: number): DecodedArray | undefined {
    if (header.type === 'INDEX_PAGE') return undefined;
    if (header.type === 'DICTIONARY_PAGE') {
      const count = header.dictionary_page_header?.num_values ?? -1;
      if (!(count >= 0 && count <= 8 * header.uncompressed_page_size)) throw new RangeError('values of a dictionary');
      this.dictionary = readDictionary(body, header, this.decoder);
      return undefined;
    }
    const count = header.data_page_header?.num_values ?? header.data_page_header_v2?.num_values ?? -1;
    if (!(count >= 0 && count <= most)) throw new RangeError('values of a page');
    if (count === 0) return undefined;
    return readValues(body, header, this.decoder, this.dictionary);
  }
}

function checked(header: PageHeader): PageHeader {
  const { compressed_page_size: compressed, uncompressed_page_size: size } = header;
  if (Number.isInteger(compressed) && compressed >= 0 && Number.isInteger(size) && size >= 0) {
    if (Math.max(compressed, size) <= LARGEST_PAGE) return header;
    throw new UnreadableObject(`a page of the Parquet file has more than ${LARGEST_PAGE} bytes: write smaller pages`);
  }
  throw new UnreadableObject('the Parquet file is damaged: a page has no size');
}
