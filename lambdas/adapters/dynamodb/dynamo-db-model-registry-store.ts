import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type * as z from 'zod';
import { REGISTRY_PARTITION_KEY, REGISTRY_SORT_KEY, registryKeys } from '../../../lib/contracts/index.js';
import { parseDocument } from '../../application/documents/parse.js';
import { auditRecordSchema, registryRecordSchemas } from '../../application/documents/registry-records.js';
import { Conflict, Internal, InvalidInput, Throttled } from '../../domain/errors.js';
import { type RecordKey, recordKey } from '../../domain/registry/record-key.js';
import {
  type Alias,
  type AuditRecord,
  type CatalogueEntry,
  type EvaluationSet,
  RECORD_SCHEMA_VERSION,
  type RegisteredModel,
  type RegistryRecord,
} from '../../domain/registry/records.js';
import type { ModelRegistryStore, Page, PageRequest, RegistryCommit } from '../../ports/model-registry-store.js';
import { calling } from '../aws-errors.js';

type Item = Record<string, AttributeValue>;

/**
 * The registry's one table. An item is `{pk, sk, schemaVersion, kind, revision, record}`: conditions look at
 * `revision`, everything else stands in the map `record`.
 */
export class DynamoDbModelRegistryStore implements ModelRegistryStore {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
  ) {}

  async commit({ registeredModel, audit, puts }: RegistryCommit): Promise<void> {
    const records: (RegisteredModel | RegistryRecord)[] = [registeredModel, ...puts];
    const auditKey = { pk: registryKeys.modelPartition(audit.model), sk: registryKeys.audit(audit.seq) };
    const TransactItems = [
      ...records.map((record) => ({
        Put: {
          TableName: this.tableName,
          Item: itemOf(recordKey(record), record.kind, record.revision + 1, record),
          ...revisionIs(record.revision),
        },
      })),
      { Put: { TableName: this.tableName, Item: itemOf(auditKey, 'AuditRecord', 1, audit), ...revisionIs(0) } },
    ];
    const doing = `write ${audit.action} of model ${audit.model}`;
    await calling(doing, async () => {
      try {
        await this.client.send(new TransactWriteItemsCommand({ TransactItems }));
      } catch (error) {
        throw error instanceof TransactionCanceledException ? cancelled(error, doing) : error;
      }
    });
  }

  readModel(model: string) {
    return this.read(registryRecordSchemas.RegisteredModel, model, registryKeys.registeredModel);
  }

  readVersion(model: string, version: number) {
    return this.read(registryRecordSchemas.ModelVersion, model, registryKeys.version(version));
  }

  readSubmission(model: string, submissionId: string) {
    return this.read(registryRecordSchemas.Submission, model, registryKeys.submission(submissionId));
  }

  readAlias(model: string, alias: string) {
    return this.read(registryRecordSchemas.Alias, model, registryKeys.alias(alias));
  }

  readTrafficSplit(model: string) {
    return this.read(registryRecordSchemas.TrafficSplit, model, registryKeys.trafficSplit);
  }

  readRolloutLock(model: string) {
    return this.read(registryRecordSchemas.RolloutLock, model, registryKeys.rolloutLock);
  }

  async readEvaluationSet(model: string, number?: number): Promise<EvaluationSet | undefined> {
    const schema = registryRecordSchemas.EvaluationSet;
    if (number !== undefined) return this.read(schema, model, registryKeys.evaluationSet(number));
    const pk = registryKeys.modelPartition(model);
    const items = await this.queryPage(pk, registryKeys.evaluationSetPrefix, { Limit: 1, ScanIndexForward: false });
    return items.Items[0] === undefined ? undefined : recordOf(schema, items.Items[0]);
  }

  async listVersions(model: string, page: PageRequest) {
    const pk = registryKeys.modelPartition(model);
    return this.list(
      registryRecordSchemas.ModelVersion,
      pk,
      registryKeys.versionPrefix,
      page,
      registryKeys.version,
      false,
    );
  }

  async listAliases(model: string): Promise<readonly Alias[]> {
    return this.listAll(registryRecordSchemas.Alias, registryKeys.modelPartition(model), registryKeys.aliasPrefix);
  }

  async listModels(): Promise<readonly CatalogueEntry[]> {
    return this.listAll(
      registryRecordSchemas.CatalogueEntry,
      registryKeys.catalogPartition,
      registryKeys.catalogEntry(''),
    );
  }

  async listAuditRecords(model: string, page: PageRequest): Promise<Page<AuditRecord>> {
    const pk = registryKeys.modelPartition(model);
    return this.list(auditRecordSchema, pk, registryKeys.auditPrefix, page, registryKeys.audit, true);
  }

  private async read<T>(schema: z.ZodType<T>, model: string, sk: string): Promise<T | undefined> {
    const Key = marshall({ [REGISTRY_PARTITION_KEY]: registryKeys.modelPartition(model), [REGISTRY_SORT_KEY]: sk });
    const { Item } = await calling(`read ${sk} of model ${model}`, () =>
      this.client.send(new GetItemCommand({ TableName: this.tableName, Key, ConsistentRead: true })),
    );
    return Item === undefined ? undefined : recordOf(schema, Item);
  }

  private async queryPage(pk: string, prefix: string, more: Partial<QueryCommandInput>) {
    const { Items = [], LastEvaluatedKey } = await calling(`list ${prefix} of ${pk}`, () =>
      this.client.send(
        new QueryCommand({
          TableName: this.tableName,
          KeyConditionExpression: '#pk = :pk AND begins_with(#sk, :prefix)',
          ExpressionAttributeNames: { '#pk': REGISTRY_PARTITION_KEY, '#sk': REGISTRY_SORT_KEY },
          ExpressionAttributeValues: marshall({ ':pk': pk, ':prefix': prefix }),
          ConsistentRead: true,
          ...more,
        }),
      ),
    );
    return { Items, LastEvaluatedKey };
  }

  /** The cursor is the number of the last item that was given. */
  private async list<T extends object>(
    schema: z.ZodType<T>,
    pk: string,
    prefix: string,
    { limit, cursor }: PageRequest,
    sortKey: (position: number) => string,
    ScanIndexForward: boolean,
  ): Promise<Page<T>> {
    if (cursor !== undefined && !/^\d{1,12}$/.test(cursor)) {
      throw new InvalidInput(`cursor "${cursor}" is not one that we gave`);
    }
    const items: Item[] = [];
    let start = cursor === undefined ? undefined : marshall({ pk, sk: sortKey(Number(cursor)) });
    do {
      const more = { Limit: limit - items.length, ScanIndexForward, ExclusiveStartKey: start };
      const answer = await this.queryPage(pk, prefix, more);
      items.push(...answer.Items);
      start = answer.LastEvaluatedKey;
    } while (start !== undefined && items.length < limit);
    const position = items.at(-1)?.[REGISTRY_SORT_KEY]?.S?.slice(prefix.length);
    const page = { items: items.map((item) => recordOf(schema, item)) };
    return start === undefined || position === undefined ? page : { ...page, cursor: String(Number(position)) };
  }

  private async listAll<T>(schema: z.ZodType<T>, pk: string, prefix: string): Promise<T[]> {
    const items: Item[] = [];
    let start: Item | undefined;
    do {
      const answer = await this.queryPage(pk, prefix, { ExclusiveStartKey: start });
      items.push(...answer.Items);
      start = answer.LastEvaluatedKey;
    } while (start !== undefined);
    return items.map((item) => recordOf(schema, item));
  }
}

function itemOf({ pk, sk }: RecordKey, kind: string, revision: number, record: object): Item {
  const keys = { [REGISTRY_PARTITION_KEY]: pk, [REGISTRY_SORT_KEY]: sk };
  return marshall(
    { ...keys, schemaVersion: RECORD_SCHEMA_VERSION, kind, revision, record },
    { removeUndefinedValues: true },
  );
}

function recordOf<T>(schema: z.ZodType<T>, item: Item): T {
  const { sk, schemaVersion, revision, kind, record } = unmarshall(item);
  if (schemaVersion !== RECORD_SCHEMA_VERSION) {
    throw new Internal(`Registry item ${sk} has schema version ${schemaVersion}: expected ${RECORD_SCHEMA_VERSION}`);
  }
  const stored = kind === 'AuditRecord' ? record : { ...record, revision };
  return parseDocument(schema, stored, `Registry item ${sk}`);
}

const revisionIs = (revision: number) =>
  revision === 0
    ? { ConditionExpression: `attribute_not_exists(${REGISTRY_PARTITION_KEY})` }
    : {
        ConditionExpression: 'revision = :revision',
        ExpressionAttributeValues: { ':revision': { N: String(revision) } },
      };

function cancelled(error: TransactionCanceledException, doing: string): Error {
  const codes = (error.CancellationReasons ?? []).map((reason) => reason.Code ?? 'None');
  const options = { cause: error, details: { codes } };
  if (codes.some((code) => code === 'ConditionalCheckFailed' || code === 'TransactionConflict')) {
    return new Conflict(`Could not ${doing}: somebody else wrote at the same time`, options);
  }
  if (codes.some((code) => code === 'ThrottlingError' || code === 'ProvisionedThroughputExceeded')) {
    return new Throttled(`Could not ${doing}: throttled. Try again`, options);
  }
  return new Internal(`Could not ${doing}: ${codes.join(', ')}: ${error.message}`, options);
}
