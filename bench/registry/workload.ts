import { type Measure, measure } from './measure.js';
import type { RegistryUnderTest } from './registry-under-test.js';

export interface Workload {
  /** Clients at once; each has a model of its own. */
  readonly clients: number;
  /** Versions a client registers; it moves the alias to each and reads each twice. */
  readonly versions: number;
}

/** The same work for every registry: models, versions, aliases, reads, and lists of all versions. */
export async function runWorkload(
  registry: RegistryUnderTest,
  { clients, versions }: Workload,
): Promise<readonly Measure[]> {
  await clientsWork(registry, 'warm-up', { clients, versions: 3 });
  return clientsWork(registry, 'bench', { clients, versions });
}

async function clientsWork(
  registry: RegistryUnderTest,
  prefix: string,
  { clients, versions }: Workload,
): Promise<readonly Measure[]> {
  const models = Array.from({ length: clients }, (_, client) => `${prefix}-${client}`);
  const numbers = Array.from({ length: versions }, (_, index) => index + 1);
  const each = (works: (model: string) => readonly (() => Promise<unknown>)[]) => models.map(works);
  return [
    await measure(
      'create a model',
      each((model) => [() => registry.createModel(model)]),
    ),
    await measure(
      'register a version',
      each((model) => numbers.map((number) => () => expectNumber(registry.createVersion(model), number))),
    ),
    await measure(
      'move an alias',
      each((model) => numbers.map((number) => () => registry.setAlias(model, 'challenger', number))),
    ),
    await measure(
      'read a version',
      each((model) => [...numbers, ...numbers].map((number) => () => registry.readVersion(model, number))),
    ),
    await measure(
      'list all versions',
      each((model) => Array.from({ length: 5 }, () => () => expectNumber(listAll(registry, model), versions))),
    ),
  ];
}

async function listAll(registry: RegistryUnderTest, model: string): Promise<number> {
  let items = 0;
  let cursor: string | undefined;
  do {
    const page = await registry.listVersions(model, cursor);
    items += page.items;
    cursor = page.cursor;
  } while (cursor !== undefined);
  return items;
}

/** A registry that does less than it was asked is not fast. */
async function expectNumber(got: Promise<number>, expected: number): Promise<void> {
  const number = await got;
  if (number !== expected) throw new Error(`expected ${expected}, got ${number}`);
}
