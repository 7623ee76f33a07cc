import { registryKeys } from '../../../lib/contracts/index.js';
import type { DatasetUse, RegisteredModel, RegistryRecord } from './records.js';

export interface RecordKey {
  readonly pk: string;
  readonly sk: string;
}

/** What a dataset is found by: its SHA-256, or the MD5 of what DVC keeps track of. */
export const datasetHash = (dataset: DatasetUse['dataset']): string =>
  'md5' in dataset ? dataset.md5 : dataset.sha256;

/** Where a record lies in the registry's table. */
export function recordKey(record: RegisteredModel | RegistryRecord): RecordKey {
  const pk = registryKeys.modelPartition(record.model);
  switch (record.kind) {
    case 'CatalogueEntry':
      return { pk: registryKeys.catalogPartition, sk: registryKeys.catalogEntry(record.model) };
    case 'RegisteredModel':
      return { pk, sk: registryKeys.registeredModel };
    case 'ModelVersion':
      return { pk, sk: registryKeys.version(record.version) };
    case 'Alias':
      return { pk, sk: registryKeys.alias(record.alias) };
    case 'TrafficSplit':
      return { pk, sk: registryKeys.trafficSplit };
    case 'RolloutLock':
      return { pk, sk: registryKeys.rolloutLock };
    case 'Submission':
      return { pk, sk: registryKeys.submission(record.submissionId) };
    case 'EvaluationSet':
      return { pk, sk: registryKeys.evaluationSet(record.number) };
    case 'Approval':
      return { pk, sk: registryKeys.approval(record.version) };
    case 'DatasetUse':
      return {
        pk: registryKeys.datasetPartition(datasetHash(record.dataset)),
        sk: registryKeys.datasetUse(record.model, record.version),
      };
  }
}
