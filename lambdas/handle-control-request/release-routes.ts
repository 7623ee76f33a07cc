import { controlRoutes } from '../../lib/contracts/index.js';
import { listAliases, moveAlias, moveAliasBodySchema, readAlias } from '../application/control/aliases.js';
import { retireVersionBodySchema, retireVersionByPerson } from '../application/control/retirements.js';
import { rollBack, rollBackBodySchema } from '../application/control/rollbacks.js';
import { requestRolloutBodySchema, requestRolloutByPerson } from '../application/control/rollouts.js';
import { aliasNameSchema } from '../application/documents/alias-name.js';
import { answers, bodyOf, modelPath, type Routes, versionPath } from './request.js';

const aliasPath = modelPath.extend({ alias: aliasNameSchema });

/** What serves: rollouts, rollbacks, aliases, retirement. */
export const releaseRoutes: Routes = {
  [controlRoutes.requestRollout]: answers(versionPath, 202, (request, path) =>
    requestRolloutByPerson(request.ports, request.actor, path, bodyOf(request, requestRolloutBodySchema)),
  ),
  [controlRoutes.rollBack]: answers(modelPath, 202, (request, { model }) =>
    rollBack(request.ports, request.actor, model, bodyOf(request, rollBackBodySchema)),
  ),
  [controlRoutes.listAliases]: answers(modelPath, 200, ({ ports }, { model }) => listAliases(ports, model)),
  [controlRoutes.readAlias]: answers(aliasPath, 200, ({ ports }, { model, alias }) => readAlias(ports, model, alias)),
  [controlRoutes.moveAlias]: answers(aliasPath, 200, (request, path) =>
    moveAlias(request.ports, request.actor, path, bodyOf(request, moveAliasBodySchema)),
  ),
  [controlRoutes.retireVersion]: answers(versionPath, 200, (request, path) =>
    retireVersionByPerson(request.ports, request.actor, path, bodyOf(request, retireVersionBodySchema)),
  ),
};
