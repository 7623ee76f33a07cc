/** Keys of the registry's one table. */
const pad = (n: number, digits: number): string => String(n).padStart(digits, '0');

export const REGISTRY_PARTITION_KEY = 'pk';
export const REGISTRY_SORT_KEY = 'sk';

export const registryKeys = {
  catalogPartition: 'CATALOG',
  modelPartition: (model: string): string => `MODEL#${model}`,
  datasetPartition: (sha256: string): string => `DATASET#${sha256}`,
  catalogEntry: (model: string): string => `MODEL#${model}`,
  registeredModel: '#MODEL',
  version: (version: number): string => `VERSION#${pad(version, 10)}`,
  versionPrefix: 'VERSION#',
  alias: (alias: string): string => `ALIAS#${alias}`,
  aliasPrefix: 'ALIAS#',
  trafficSplit: 'TRAFFIC',
  approval: (version: number): string => `APPROVAL#${pad(version, 10)}`,
  rolloutLock: 'LOCK#rollout',
  audit: (seq: number): string => `AUDIT#${pad(seq, 12)}`,
  auditPrefix: 'AUDIT#',
  submission: (id: string): string => `SUBMISSION#${id}`,
  evaluationSet: (number: number): string => `EVALUATION#${pad(number, 10)}`,
  evaluationSetPrefix: 'EVALUATION#',
  datasetUse: (model: string, version: number): string => `MODEL#${model}#VERSION#${version}`,
};
