import { controlRoutes } from '../../lib/contracts/index.js';
import {
  readMonitorRun,
  readRetraining,
  startMonitorRun,
  startMonitorRunBodySchema,
  startRetraining,
  startRetrainingBodySchema,
} from '../application/control/runs.js';
import { answers, bodyOf, modelPath, type Routes, runPath } from './request.js';

/** Trainings and monitor runs. */
export const runRoutes: Routes = {
  [controlRoutes.startRetraining]: answers(modelPath, 202, (request, { model }) =>
    startRetraining(request.ports, request.actor, model, bodyOf(request, startRetrainingBodySchema)),
  ),
  [controlRoutes.readRetraining]: answers(runPath, 200, ({ ports }, { model, runId }) =>
    readRetraining(ports, model, runId),
  ),
  [controlRoutes.startMonitorRun]: answers(modelPath, 202, (request, { model }) =>
    startMonitorRun(request.ports, request.actor, model, bodyOf(request, startMonitorRunBodySchema)),
  ),
  [controlRoutes.readMonitorRun]: answers(runPath, 200, ({ ports }, { model, runId }) =>
    readMonitorRun(ports, model, runId),
  ),
};
