import { controlRoutes } from '../../lib/contracts/index.js';
import { openNewSubmission, openSubmissionBodySchema, readSubmission } from '../application/control/submissions.js';
import { answers, bodyOf, modelPath, type Routes, submissionPath } from './request.js';

export const submissionRoutes: Routes = {
  [controlRoutes.openSubmission]: answers(modelPath, 201, (request, { model }) =>
    openNewSubmission(request.ports, request.actor, model, bodyOf(request, openSubmissionBodySchema)),
  ),
  [controlRoutes.readSubmission]: answers(submissionPath, 200, ({ ports }, { model, submissionId }) =>
    readSubmission(ports, model, submissionId),
  ),
};
