import * as z from 'zod';
import { requestRollout } from '../../domain/rollout/request-rollout.js';
import { changeRegistry } from '../change-registry.js';
import { reasonSchema } from '../documents/reason.js';
import { readRolloutState } from '../rollout/read-rollout-state.js';
import type { ControlPorts } from './control-ports.js';
import { noSuchVersion } from './models.js';

/** The body of `POST /models/{model}/versions/{version}/rollouts`. */
export const requestRolloutBodySchema = z.strictObject({ reason: reasonSchema.optional() });

/** Asks for a rollout in the caller's name; of one that is in progress it says so, and changes nothing. */
export async function requestRolloutByPerson(
  { registry, policies, clock }: ControlPorts,
  actor: string,
  { model, version: number }: { readonly model: string; readonly version: number },
  { reason }: z.infer<typeof requestRolloutBodySchema>,
) {
  await policies.read(model);
  return changeRegistry(registry, model, async () => {
    const state = await readRolloutState(registry, model, number);
    const { version } = state;
    if (version === undefined) throw await noSuchVersion(registry, model, number);
    const wish = { by: actor, at: clock.now().toISOString(), ...(reason === undefined ? {} : { reason }) };
    const { message, change } = requestRollout({ ...state, version }, wish);
    const result = { model, version: number, status: version.status, message };
    return { change, result };
  });
}
