import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoDbModelRegistryStore } from '../../../lambdas/adapters/dynamodb/dynamo-db-model-registry-store.js';
import { changeRegistry } from '../../../lambdas/application/change-registry.js';
import { moveAlias } from '../../../lambdas/application/control/aliases.js';
import { registerSubmission } from '../../../lambdas/application/validation/register-submission.js';
import { Conflict, MlopsError } from '../../../lambdas/domain/errors.js';
import type { AuditRecord } from '../../../lambdas/domain/registry/records.js';
import { findChainBreak } from '../../fixtures/find-chain-break.js';
import { ManualClock } from '../../fixtures/manual-clock.js';
import { MemoryArtifactStore } from '../../fixtures/memory/memory-artifact-store.js';
import { MemoryModelPolicyStore } from '../../fixtures/memory/memory-model-policy-store.js';
import { MemoryTaskCallback } from '../../fixtures/memory/memory-task-callback.js';
import { MemoryWorkflowStarter } from '../../fixtures/memory/memory-workflow-starter.js';
import { modelPolicy } from '../../fixtures/model-policy.js';
import { change, modelVersion } from '../../fixtures/registry-records.js';
import { createRegistryTable } from '../../fixtures/registry-table.js';
import { uploadSubmission } from '../../fixtures/submission.js';
import { TestAws } from '../embedded-aws.js';

const WRITERS = 200;
const VALIDATED = WRITERS + 1;
/** Milliseconds; some 10 s on an idle machine. */
const TIMEOUT = 300_000;
const MODEL = 'bikes';
const aws = new TestAws();
let client: DynamoDBClient;

beforeAll(() => {
  client = new DynamoDBClient({ ...aws.config, requestHandler: { httpAgent: { maxSockets: WRITERS } } });
});
afterAll(() => client.destroy());

/** A model with versions that are worth an alias, 1 to `VALIDATED`, and nothing else. */
async function platform(table: string) {
  const registry = new DynamoDbModelRegistryStore(client, await createRegistryTable(client, table));
  const all = Array.from({ length: VALIDATED }, (_, index) => modelVersion(index + 1, { status: 'Validated' }));
  for (let from = 0; from < VALIDATED; from += 90) {
    const puts = all.slice(from, from + 90);
    const head = { nextVersion: VALIDATED + 1 };
    await changeRegistry(registry, MODEL, () => ({ change: change({ puts, head }), result: undefined }));
  }
  const clock = new ManualClock();
  return {
    registry,
    artifacts: new MemoryArtifactStore(clock),
    policies: new MemoryModelPolicyStore(modelPolicy()),
    workflows: new MemoryWorkflowStarter(),
    callbacks: new MemoryTaskCallback(),
    retrainingStateMachineArn: 'arn:retraining',
    clock,
    newId: () => 'id',
  };
}
type Platform = Awaited<ReturnType<typeof platform>>;

const move = (ports: Platform, writer: number, version: number, expectedVersion: number | null) =>
  moveAlias(ports, `arn:writer-${writer}`, { model: MODEL, alias: 'shadow' }, { version, expectedVersion });

async function auditChain({ registry }: Platform): Promise<readonly AuditRecord[]> {
  const records: AuditRecord[] = [];
  let cursor: string | undefined;
  do {
    const page = await registry.listAuditRecords(MODEL, { limit: 100, ...(cursor !== undefined && { cursor }) });
    records.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return records;
}

async function expectWholeChain(ports: Platform): Promise<readonly AuditRecord[]> {
  const records = await auditChain(ports);
  expect(findChainBreak(records)).toBeUndefined();
  const head = await ports.registry.readModel(MODEL);
  expect(head).toMatchObject({ auditSeq: records.length, revision: records.length, auditHash: records.at(-1)?.hash });
  return records;
}

/** As whatever delivers does: again, when the registry was too busy. */
async function delivered<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MlopsError && error.retryable) return delivered(work);
    throw error;
  }
}

const writers = Array.from({ length: WRITERS }, (_, index) => index + 1);

describe('200 writers at once', () => {
  it('move an alias by compare-and-set with one winner a round, whose move nobody loses', {
    timeout: TIMEOUT,
  }, async () => {
    const ports = await platform('alias-rounds');
    const winners: number[] = [];
    for (let round = 1; round <= 4; round += 1) {
      const current = winners.at(-1) ?? null;
      const targets = writers.map((writer) => (writer === current ? VALIDATED : writer));
      const outcomes = await Promise.allSettled(
        targets.map((version, index) => move(ports, index + 1, version, current)),
      );
      const won = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value.version] : []));
      const lost = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
      expect(won).toHaveLength(1);
      expect(lost.filter((reason) => reason instanceof Conflict)).toHaveLength(WRITERS - 1);
      winners.push(...won);
      const told = lost.filter((reason) => reason.message.includes(`names version ${winners.at(-1)} since`));
      expect(told.length).toBeGreaterThan(0);
    }
    const alias = await ports.registry.readAlias(MODEL, 'shadow');
    expect([alias?.version, ...(alias?.history ?? []).map((term) => term.version)]).toEqual(winners.toReversed());
    const moves = (await expectWholeChain(ports)).filter(({ action }) => action === 'AliasMoved');
    expect(moves.map(({ version }) => version)).toEqual(winners);
  });

  it('submit a version each, delivered twice, while others move an alias: no gap, no double, nothing lost', {
    timeout: TIMEOUT,
  }, async () => {
    const ports = await platform('submissions');
    const before = (await auditChain(ports)).length;
    const openOne = (writer: number) =>
      delivered(() => uploadSubmission(ports.registry, ports.artifacts, { submissionId: `s-${writer}` }));
    const register = async ({ key }: { readonly key: string }) => {
      const first = await delivered(() => registerSubmission(ports, { key }));
      const again = await delivered(() => registerSubmission(ports, { key }));
      expect(again).toMatchObject({ outcome: 'registered' });
      if (first.outcome !== 'registered' || again.outcome !== 'registered') throw new Error(JSON.stringify(first));
      expect(again.version.version).toBe(first.version.version);
      return first.version.version;
    };
    /** Takes the alias from whoever has it; whoever loses looks again. */
    const take = async (writer: number): Promise<void> => {
      const current = (await ports.registry.readAlias(MODEL, 'shadow'))?.version ?? null;
      try {
        await move(ports, writer, writer, current);
      } catch (error) {
        if (!(error instanceof Conflict)) throw error;
        await take(writer);
      }
    };
    const movers = writers.slice(0, 20);
    const opened = await Promise.all(writers.map(openOne));
    const [numbers] = await Promise.all([Promise.all(opened.map(register)), Promise.all(movers.map(take))]);

    const expected = writers.map((writer) => VALIDATED + writer);
    expect(numbers.toSorted((a, b) => a - b)).toEqual(expected);
    expect((await ports.registry.readModel(MODEL))?.nextVersion).toBe(VALIDATED + WRITERS + 1);
    for (const [index, writer] of writers.entries()) {
      const submission = await ports.registry.readSubmission(MODEL, `s-${writer}`);
      const version = await ports.registry.readVersion(MODEL, numbers[index] ?? 0);
      expect({ ...submission }).toMatchObject({ status: 'Registered', version: version?.version });
      expect(version?.submissionId).toBe(`s-${writer}`);
    }
    const records = (await expectWholeChain(ports)).slice(before);
    expect(records).toHaveLength(2 * WRITERS + movers.length);
    const moves = records.filter(({ action }) => action === 'AliasMoved');
    expect(moves.map(({ version }) => version ?? 0).toSorted((a, b) => a - b)).toEqual(movers);
    expect(moves.map(({ evidence }) => evidence.from)).toEqual([null, ...moves.slice(0, -1).map((m) => m.version)]);
  });
});
