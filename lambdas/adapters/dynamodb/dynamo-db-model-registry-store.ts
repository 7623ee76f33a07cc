import {
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type * as z from 'zod';
import { REGISTRY_PARTITION_KEY, REGISTRY_SORT_KEY, registryKeys } from '../../../lib/contracts/index.js';
import { auditRecordSchema, registryRecordSchemas } from '../../application/documents/registry-records.js';
import { InvalidInput } from '../../domain/errors.js';
import { recordKey } from '../../domain/registry/record-key.js';
import type {
  Alias,
  AuditRecord,
  CatalogueEntry,
  DatasetUse,
  EvaluationSet,
  RegisteredModel,
  RegistryRecord,
} from '../../domain/registry/records.js';
import type { ModelRegistryStore, Page, PageRequest, RegistryCommit } from '../../ports/model-registry-store.js';
import { calling } from '../aws-errors.js';
import { cancelled, type Item, itemOf, recordOf, revisionIs } from './registry-items.js';

/** What follows the prefix in the sort keys of each list. */
const CURSORS = { versions: /^\d{10}$/, audit: /^\d{12}$/, datasetUses: /^[a-z0-9-]{1,32}#VERSION#\d{1,10}$/ };

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

  readApproval(model: string, version: number) {
    return this.read(registryRecordSchemas.Approval, model, registryKeys.approval(version));
  }

  async readEvaluationSet(model: string, number?: number): Promise<EvaluationSet | undefined> {
    const schema = registryRecordSchemas.EvaluationSet;
    if (number !== undefined) return this.read(schema, model, registryKeys.evaluationSet(number));
    const pk = registryKeys.modelPartition(model);
    const items = await this.queryPage(pk, registryKeys.evaluationSetPrefix, { Limit: 1, ScanIndexForward: false });
    return items.Items[0] === undefined ? undefined : recordOf(schema, items.Items[0]);
  }

  async listVersions(model: string, page: PageRequest) {
    const place = {
      pk: registryKeys.modelPartition(model),
      prefix: registryKeys.versionPrefix,
      cursors: CURSORS.versions,
    };
    return this.list(registryRecordSchemas.ModelVersion, { ...place, newestFirst: true }, page);
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

  async listDatasetUses(hash: string, page: PageRequest): Promise<Page<DatasetUse>> {
    const place = {
      pk: registryKeys.datasetPartition(hash),
      prefix: registryKeys.modelPartition(''),
      cursors: CURSORS.datasetUses,
    };
    return this.list(registryRecordSchemas.DatasetUse, place, page);
  }

  async listAuditRecords(model: string, page: PageRequest): Promise<Page<AuditRecord>> {
    const place = { pk: registryKeys.modelPartition(model), prefix: registryKeys.auditPrefix, cursors: CURSORS.audit };
    return this.list(auditRecordSchema, place, page);
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

  /** The cursor is the sort key of the last item that was given, without the prefix. */
  private async list<T extends object>(
    schema: z.ZodType<T>,
    place: { pk: string; prefix: string; cursors: RegExp; newestFirst?: boolean },
    { limit, cursor }: PageRequest,
  ): Promise<Page<T>> {
    const { pk, prefix, cursors, newestFirst = false } = place;
    if (cursor !== undefined && !cursors.test(cursor)) {
      throw new InvalidInput(`cursor "${cursor}" is not one that we gave`);
    }
    const items: Item[] = [];
    let start = cursor === undefined ? undefined : marshall({ pk, sk: `${prefix}${cursor}` });
    do {
      const more = { Limit: limit - items.length, ScanIndexForward: !newestFirst, ExclusiveStartKey: start };
      const answer = await this.queryPage(pk, prefix, more);
      items.push(...answer.Items);
      start = answer.LastEvaluatedKey;
    } while (start !== undefined && items.length < limit);
    const position = items.at(-1)?.[REGISTRY_SORT_KEY]?.S?.slice(prefix.length);
    const page = { items: items.map((item) => recordOf(schema, item)) };
    return start === undefined || position === undefined ? page : { ...page, cursor: position };
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
