import { endWaiting } from '../../domain/registry/end-waiting.js';
import type { ModelVersion } from '../../domain/registry/records.js';
import type { Clock } from '../../ports/clock.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';
import { changeRegistry } from '../change-registry.js';
import { eachModel } from './each-model.js';

export interface EndWaitingPorts {
  readonly registry: ModelRegistryStore;
  readonly clock: Clock;
}

export interface EndedVersions {
  /** Their validation did not end. */
  readonly rejected: number;
  /** Nobody decided in time. */
  readonly expired: number;
}

/** Versions read at once; one is 300 KB at most. */
const PAGE = 25;

/**
 * Ends the versions of every model that wait for what comes no more, a change a version: its execution died, or was
 * stopped. A verdict or a decision that comes first counts; one that comes after finds an end.
 */
export async function endWaitingVersions(ports: EndWaitingPorts): Promise<EndedVersions> {
  const total = { rejected: 0, expired: 0 };
  const models = (await ports.registry.listModels()).map(({ model }) => model);
  const work = async (model: string): Promise<void> => {
    for await (const version of waitingVersions(ports.registry, model)) {
      const status = await endIfOverdue(ports, version);
      if (status === 'Rejected') total.rejected += 1;
      if (status === 'Expired') total.expired += 1;
    }
  };
  await eachModel(models, 'end the waiting versions', work, total);
  return total;
}

async function* waitingVersions(registry: ModelRegistryStore, model: string): AsyncGenerator<ModelVersion, void> {
  let cursor: string | undefined;
  do {
    const page = await registry.listVersions(model, { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
    yield* page.items.filter(({ status }) => status === 'PendingValidation' || status === 'Validated');
    cursor = page.cursor;
  } while (cursor !== undefined);
}

/** Decides from what is there now, which may be another than what was listed. Answers with the status that it set. */
function endIfOverdue(
  { registry, clock }: EndWaitingPorts,
  { model, version: number }: ModelVersion,
): Promise<'Rejected' | 'Expired' | undefined> {
  return changeRegistry(registry, model, async () => {
    const [version, approval] = await Promise.all([
      registry.readVersion(model, number),
      registry.readApproval(model, number),
    ]);
    const change = version && endWaiting(version, approval, clock.now().toISOString());
    if (change === undefined) return { result: undefined };
    return { change, result: change.action === 'ModelVersionExpired' ? 'Expired' : 'Rejected' };
  });
}
