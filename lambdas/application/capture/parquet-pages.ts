import type { ColumnMetaData, Compressors, DecodedArray, PageHeader, ParquetParsers } from 'hyparquet';
import { parquetHeader, readPage } from 'hyparquet/src/column.js';
import { convert, DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { getTreePath } from 'hyparquet/src/schema.js';
import { parquetCodecs } from './parquet-codecs.js';
import { decoding, type ParquetFile, viewOf } from './parquet-file.js';
import { isPlainNumber, type NumberPage, readNumberDictionary, readNumberPage } from './parquet-numbers.js';
import { SequentialBytes } from './ranged-source.js';
import { UnreadableObject } from './unreadable-object.js';

/** Most bytes of a page, decompressed: writers make pages of about 1 MiB. */
const LARGEST_PAGE = 64 * 1024 * 1024;
/** Bytes to look for a page's header in: with long statistics in it, and the most. */
const HEADER_BYTES = [4 * 1024, 1024 * 1024] as const;

/** The values of a page in their order: numbers, or what hyparquet makes of them, null where there is none. */
export type Page = NumberPage | DecodedArray;

export type PageDecoder = ColumnMetaData & {
  readonly pathInSchema: string[];
  readonly element: Parameters<typeof readPage>[2]['element'];
  readonly schemaPath: Parameters<typeof readPage>[2]['schemaPath'];
  readonly parsers: ParquetParsers;
  readonly compressors: Compressors;
  readonly isOptional: boolean;
};

const parsers: ParquetParsers = {
  ...DEFAULT_PARSERS,
  timestampFromMicroseconds: (micros) => new Date(Number(micros) / 1e3),
  timestampFromNanoseconds: (nanos) => new Date(Number(nanos) / 1e6),
  jsonFromBytes: (bytes) => (bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8')),
};

/** Reads the pages of a column in a row group one by one. */
export class PageReader {
  private readonly bytes: SequentialBytes;
  private readonly decoder: PageDecoder;
  private readonly isNumber: boolean;
  private dictionary: DecodedArray | undefined;
  private numbers: Float64Array | null = null;

  constructor({ source, schema }: ParquetFile, chunk: ColumnMetaData, window: number) {
    const offset = Number(chunk.dictionary_page_offset || chunk.data_page_offset);
    const start = Math.min(offset, Number(chunk.data_page_offset));
    this.bytes = new SequentialBytes(source, start, start + Number(chunk.total_compressed_size), window);
    const pathInSchema = chunk.path_in_schema;
    const schemaPath = decoding('schema', () => getTreePath(schema, pathInSchema));
    const element = schemaPath[1]?.element ?? schema.element;
    const isOptional = element.repetition_type !== 'REQUIRED';
    this.decoder = { ...chunk, pathInSchema, schemaPath, element, parsers, compressors: parquetCodecs, isOptional };
    this.isNumber = isPlainNumber(element);
  }

  /** The next page of values, of which `most` may come. */
  async next(most: number): Promise<Page> {
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
  private decode(header: PageHeader, body: Uint8Array, most: number): Page | undefined {
    if (header.type === 'INDEX_PAGE') return undefined;
    if (header.type === 'DICTIONARY_PAGE') {
      const count = header.dictionary_page_header?.num_values ?? -1;
      if (!(count >= 0 && count <= 8 * header.uncompressed_page_size)) throw new RangeError('values of a dictionary');
      if (this.isNumber) this.numbers = readNumberDictionary(body, header, this.decoder);
      else this.dictionary = convert(this.read(header, body) ?? [], this.decoder);
      return undefined;
    }
    const count = header.data_page_header?.num_values ?? header.data_page_header_v2?.num_values ?? -1;
    if (!(count >= 0 && count <= most)) throw new RangeError('values of a page');
    if (count === 0) return undefined;
    const numbers = this.isNumber ? readNumberPage(body, header, this.decoder, this.numbers) : undefined;
    if (numbers !== undefined) return numbers;
    const values = this.read(header, body);
    if (values?.length !== count) throw new RangeError('values of a page');
    return values;
  }

  private read(header: PageHeader, body: Uint8Array): DecodedArray | undefined {
    return readPage({ view: viewOf(body), offset: 0 }, header, this.decoder, this.dictionary, undefined, 0).data;
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
