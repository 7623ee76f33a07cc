import { controlRoutes } from '../../lib/contracts/index.js';
import {
  listModels,
  listVersions,
  readModel,
  readVersion,
  versionPageQuerySchema,
} from '../application/control/models.js';
import { answers, answersQuery, everyPath, modelPath, type Routes, versionPath } from './request.js';

/** What the registry holds. */
export const modelRoutes: Routes = {
  [controlRoutes.listModels]: answers(everyPath, 200, ({ ports }) => listModels(ports)),
  [controlRoutes.readModel]: answers(modelPath, 200, ({ ports }, { model }) => readModel(ports, model)),
  [controlRoutes.listVersions]: answersQuery(modelPath, versionPageQuerySchema, 200, ({ ports }, { model }, query) =>
    listVersions(ports, model, query),
  ),
  [controlRoutes.readVersion]: answers(versionPath, 200, ({ ports }, { model, version }) =>
    readVersion(ports, model, version),
  ),
};
