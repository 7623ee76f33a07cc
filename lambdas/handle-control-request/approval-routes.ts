import { controlRoutes } from '../../lib/contracts/index.js';
import { decideVersion, readApproval } from '../application/control/approvals.js';
import { approvalBodySchema } from '../application/documents/approval-tasks.js';
import { answers, bodyOf, type Routes, versionPath } from './request.js';

/** What people say of a version that waits for them. */
export const approvalRoutes: Routes = {
  [controlRoutes.readApproval]: answers(versionPath, 200, ({ ports }, { model, version }) =>
    readApproval(ports, model, version),
  ),
  [controlRoutes.decideApproval]: answers(versionPath, 200, (request, { model, version }) =>
    decideVersion(request.ports, request.actor, model, version, bodyOf(request, approvalBodySchema)),
  ),
};
