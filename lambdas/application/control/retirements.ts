import * as z from 'zod';
import { retireVersion } from '../../domain/registry/retire-version.js';
import { changeRegistry } from '../change-registry.js';
import { readServingState } from '../read-serving-state.js';
import type { ControlPorts } from './control-ports.js';
import { noSuchVersion } from './models.js';

/** The body of `POST /models/{model}/versions/{version}/retirement`. */
export const retireVersionBodySchema = z.strictObject({ reason: z.string().min(1).max(1_000) });

/** Retires a version in the caller's name; one that is Retired stays so, with its first reason. */
export async function retireVersionByPerson(
  { registry, policies, clock }: ControlPorts,
  actor: string,
  { model, version: number }: { readonly model: string; readonly version: number },
  { reason }: z.infer<typeof retireVersionBodySchema>,
) {
  await policies.read(model);
  return changeRegistry(registry, model, async () => {
    const [version, approval, state] = await Promise.all([
      registry.readVersion(model, number),
      registry.readApproval(model, number),
      readServingState(registry, model),
    ]);
    if (version === undefined) throw await noSuchVersion(registry, model, number);
    const change = retireVersion(version, state, { actor, at: clock.now().toISOString(), reason }, approval);
    const result = { model, version: number, status: 'Retired' } as const;
    return { result, ...(change === undefined ? {} : { change }) };
  });
}
