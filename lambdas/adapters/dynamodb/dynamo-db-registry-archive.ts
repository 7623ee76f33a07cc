import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import { REGISTRY_PARTITION_KEY, REGISTRY_SORT_KEY } from '../../../lib/contracts/index.js';
import type { Json } from '../../domain/canonical-json.js';
import type { RecordKey } from '../../domain/registry/record-key.js';
import type { ItemRange, RawItem, RegistryArchive } from '../../ports/registry-archive.js';
import { awsErrorName, calling } from '../aws-errors.js';
import { type Item, itemFrom, plainOf } from './attribute-values.js';

const NAMES = { '#pk': REGISTRY_PARTITION_KEY, '#sk': REGISTRY_SORT_KEY };
const keyItem = ({ pk, sk }: RecordKey): Item => itemFrom({ [REGISTRY_PARTITION_KEY]: pk, [REGISTRY_SORT_KEY]: sk });
const keyOf = (item: Item): RecordKey => ({
  pk: item[REGISTRY_PARTITION_KEY]?.S ?? '',
  sk: item[REGISTRY_SORT_KEY]?.S ?? '',
});

/** The items of the registry's table, one by one and raw. */
export class DynamoDbRegistryArchive implements RegistryArchive {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
  ) {}

  async *keys(): AsyncIterable<RecordKey> {
    const input = {
      TableName: this.tableName,
      ProjectionExpression: '#pk, #sk',
      ExpressionAttributeNames: NAMES,
      ConsistentRead: true,
    };
    yield* this.all(`scan table ${this.tableName}`, paginateScan({ client: this.client }, input), keyOf);
  }

  async *items(pk: string, { prefix, after, before }: ItemRange = {}) {
    const [condition, bound] =
      prefix !== undefined
        ? [' AND begins_with(#sk, :bound)', prefix]
        : before !== undefined
          ? [' AND #sk < :bound', before]
          : [after === undefined ? '' : ' AND #sk > :bound', after];
    const input = {
      TableName: this.tableName,
      KeyConditionExpression: `#pk = :pk${condition}`,
      ExpressionAttributeNames: condition === '' ? { '#pk': REGISTRY_PARTITION_KEY } : NAMES,
      ExpressionAttributeValues: itemFrom({ ':pk': pk, ':bound': bound }),
      ConsistentRead: true,
      ...(prefix === undefined || after === undefined ? {} : { ExclusiveStartKey: keyItem({ pk, sk: after }) }),
    };
    yield* this.all(`list the items of ${pk}`, paginateQuery({ client: this.client }, input), rawItem);
  }

  async item(key: RecordKey): Promise<RawItem | undefined> {
    const { Item: item } = await calling(`read ${key.sk} of ${key.pk}`, () =>
      this.client.send(new GetItemCommand({ TableName: this.tableName, Key: keyItem(key), ConsistentRead: true })),
    );
    return item === undefined ? undefined : rawItem(item);
  }

  async restore({ pk, sk, attributes }: RawItem): Promise<RawItem | undefined> {
    const Item = { ...keyItem({ pk, sk }), ...itemFrom(attributes) };
    const ConditionExpression = `attribute_not_exists(${REGISTRY_PARTITION_KEY})`;
    return calling(`restore ${sk} of ${pk}`, async () => {
      try {
        await this.client.send(new PutItemCommand({ TableName: this.tableName, Item, ConditionExpression }));
        return undefined;
      } catch (error) {
        if (awsErrorName(error) !== 'ConditionalCheckFailedException') throw error;
        return this.item({ pk, sk });
      }
    });
  }

  private async *all<T>(doing: string, pages: AsyncIterable<{ Items?: Item[] | undefined }>, read: (item: Item) => T) {
    const iterator = pages[Symbol.asyncIterator]();
    for (;;) {
      const { done, value } = await calling(doing, () => iterator.next(), ['ResourceNotFoundException']);
      if (done === true) return;
      for (const item of value.Items ?? []) yield read(item);
    }
  }
}

function rawItem(item: Item): RawItem {
  const { [REGISTRY_PARTITION_KEY]: _pk, [REGISTRY_SORT_KEY]: _sk, ...rest } = item;
  return {
    ...keyOf(item),
    attributes: Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, jsonOf(value)])),
  };
}

/** What JSON can't hold (sets, binary, numbers of more digits) stays in DynamoDB's own JSON: it is nothing that we wrote. */
function jsonOf(value: Item[string]): Json {
  const isOurs = (part: unknown): boolean =>
    part === null || ['string', 'number', 'boolean'].includes(typeof part)
      ? true
      : Array.isArray(part)
        ? part.every(isOurs)
        : typeof part === 'object' &&
          Object.getPrototypeOf(part) === Object.prototype &&
          Object.values(part).every(isOurs);
  try {
    const plain: unknown = plainOf({ value }).value;
    if (isOurs(plain)) return plain as Json;
  } catch {
    // A number that JavaScript can't hold.
  }
  return JSON.parse(JSON.stringify(value));
}
