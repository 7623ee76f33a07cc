import * as z from 'zod';
import { NotFound } from '../../domain/errors.js';
import type { Alias } from '../../domain/registry/records.js';
import { setAlias } from '../../domain/registry/set-alias.js';
import { changeRegistry } from '../change-registry.js';
import { reasonSchema } from '../documents/reason.js';
import type { ControlPorts } from './control-ports.js';
import { noSuchVersion } from './models.js';

/** The body of `PUT /models/{model}/aliases/{alias}`. */
export const moveAliasBodySchema = z.strictObject({
  version: z.int().min(1),
  /** What it names now, so that no other move is lost; null where it names nothing yet. */
  expectedVersion: z.union([z.int().min(1), z.null()]),
  reason: reasonSchema.optional(),
});

const shown = ({ alias, version, since, history }: Alias) => ({ alias, version, since, history });

/** Every alias of the model, with what it named before. */
export async function listAliases({ registry, policies }: ControlPorts, model: string) {
  await policies.read(model);
  return { aliases: (await registry.listAliases(model)).map(shown) };
}

export async function readAlias({ registry, policies }: ControlPorts, model: string, name: string) {
  await policies.read(model);
  const alias = await registry.readAlias(model, name);
  if (alias !== undefined) return { model, ...shown(alias) };
  const known = (await registry.listAliases(model)).map(({ alias }) => alias).join(', ');
  throw new NotFound(`There is no alias "${name}" of model ${model}: it has ${known === '' ? 'none' : known}`);
}

/** Moves an alias in the caller's name, if it names what the caller expects; the same move again changes nothing. */
export async function moveAlias(
  { registry, policies, clock }: ControlPorts,
  actor: string,
  { model, alias: name }: { readonly model: string; readonly alias: string },
  { version, expectedVersion, reason }: z.infer<typeof moveAliasBodySchema>,
) {
  await policies.read(model);
  const moved = await changeRegistry(registry, model, async () => {
    const [before, target] = await Promise.all([registry.readAlias(model, name), registry.readVersion(model, version)]);
    if (target === undefined) throw await noSuchVersion(registry, model, version);
    const at = clock.now().toISOString();
    const wish = { alias: name, target, expectedVersion, actor, at, ...(reason === undefined ? {} : { reason }) };
    const { alias, ...more } = setAlias(before, wish);
    return { result: alias, ...more };
  });
  return { model, ...shown(moved) };
}
