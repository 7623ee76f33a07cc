import { describe, expect, it } from 'vitest';
import { itemOf, recordOf } from '../../../../lambdas/adapters/dynamodb/registry-items.js';
import { registryRecordSchemas } from '../../../../lambdas/application/documents/registry-records.js';
import { DependencyUnavailable, Internal } from '../../../../lambdas/domain/errors.js';
import { SCHEMA_VERSIONS } from '../../../../lambdas/domain/registry/upgrade-record.js';
import { modelVersion } from '../../../fixtures/registry-records.js';

const key = { pk: 'MODEL#bikes', sk: 'VERSION#0000000001' };
const itemOfVersion = (schemaVersion: number) => ({
  ...itemOf(key, 'ModelVersion', 1, modelVersion(1)),
  schemaVersion: { N: String(schemaVersion) },
});
const read = (schemaVersion: number) => recordOf(registryRecordSchemas.ModelVersion, itemOfVersion(schemaVersion));
const current = SCHEMA_VERSIONS.ModelVersion;

function failure(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('expected a failure');
}

describe('a registry item', () => {
  it("of today's schema is read, and has it when it is written", () => {
    expect(read(current)).toEqual({ ...modelVersion(1), revision: 1 });
    expect(itemOf(key, 'ModelVersion', 1, modelVersion(1)).schemaVersion).toEqual({ N: String(current) });
  });

  it('of a newer release is to be read again later, by a release that knows it', () => {
    const error = failure(() => read(current + 1));
    expect(error).toBeInstanceOf(DependencyUnavailable);
    expect(error).toMatchObject({ retryable: true });
    expect(error.message).toBe(
      `Registry item ${key.sk} has schema version ${current + 1}, this release reads ${current}: a newer one is being deployed. Try again`,
    );
  });

  it('of two versions back is a defect, and the message says what was expected', () => {
    const alias = { pk: 'MODEL#bikes', sk: 'ALIAS#champion' };
    const old = {
      ...itemOf(alias, 'Alias', 1, { kind: 'Alias' }),
      schemaVersion: { N: String(SCHEMA_VERSIONS.Alias - 2) },
    };
    const error = failure(() => recordOf(registryRecordSchemas.Alias, old));
    expect(error).toBeInstanceOf(Internal);
    expect(error.message).toBe(
      `Registry item ALIAS#champion has schema version ${SCHEMA_VERSIONS.Alias - 2}: expected ${SCHEMA_VERSIONS.Alias}, or the one before`,
    );
  });
});
