import * as z from 'zod';
import { controlRoutes } from '../../lib/contracts/index.js';
import {
  datasetHashSchema,
  datasetVersionsQuerySchema,
  listDatasetVersions,
  readLineage,
} from '../application/control/lineage.js';
import { answers, answersQuery, type Routes, versionPath } from './request.js';

const datasetPath = z.object({ hash: datasetHashSchema });

/** Where versions come from, and which came from a dataset. */
export const lineageRoutes: Routes = {
  [controlRoutes.readLineage]: answers(versionPath, 200, ({ ports }, { model, version }) =>
    readLineage(ports, model, version),
  ),
  [controlRoutes.listDatasetVersions]: answersQuery(
    datasetPath,
    datasetVersionsQuerySchema,
    200,
    ({ ports }, { hash }, query) => listDatasetVersions(ports, hash, query),
  ),
};
