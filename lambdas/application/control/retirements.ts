import * as z from 'zod';
import { retireVersion } from '../../domain/registry/retire-version.js';
import { formerChampions } from '../../domain/rollout/succession.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';
import { changeRegistry } from '../change-registry.js';
import { reasonSchema } from '../documents/reason.js';
import { readServingState, type ServingStateRead } from '../retirement/read-serving-state.js';
import { readRollbackTargets } from '../rollout/read-rollout-state.js';
import { answerExecution } from './answer-execution.js';
import type { ControlPorts } from './control-ports.js';
import { noSuchVersion } from './models.js';

/** The body of `POST /models/{model}/versions/{version}/retirement`. */
export const retireVersionBodySchema = z.strictObject({ reason: reasonSchema });

/**
 * Retires a version in the caller's name; one that is Retired stays so, with its first reason. It says when no
 * rollback is possible then. The execution that waits for its approval goes on.
 */
export async function retireVersionByPerson(
  ports: ControlPorts,
  actor: string,
  { model, version: number }: { readonly model: string; readonly version: number },
  { reason }: z.infer<typeof retireVersionBodySchema>,
) {
  const { registry, policies, clock } = ports;
  await policies.read(model);
  const { settled, result } = await changeRegistry(registry, model, async () => {
    const [version, approval, state] = await Promise.all([
      registry.readVersion(model, number),
      registry.readApproval(model, number),
      readServingState(registry, model),
    ]);
    if (version === undefined) throw await noSuchVersion(registry, model, number);
    const change = retireVersion(version, state, { actor, at: clock.now().toISOString(), reason }, approval);
    const message = await warningOf(registry, model, number, state);
    const result = { model, version: number, status: 'Retired', ...(message !== undefined && { message }) } as const;
    const settled = change?.puts.find((put) => put.kind === 'Approval') ?? approval;
    return { change, result: { settled, result } };
  });
  await answerExecution(ports, settled);
  return result;
}

/** What becomes impossible: the version was the last one that a rollback of the champion could go back to. */
async function warningOf(
  registry: ModelRegistryStore,
  model: string,
  number: number,
  { champion }: ServingStateRead,
): Promise<string | undefined> {
  const former = formerChampions(champion, champion?.version);
  if (champion === undefined || !former.includes(number)) return undefined;
  const others = former.filter((other) => other !== number);
  if ((await readRollbackTargets(registry, model, others, 1)).length > 0) return undefined;
  return (
    `No former champion is Deployed any more: a rollback of champion ${champion.version} has nothing to go back to, ` +
    'until another version is promoted.'
  );
}
