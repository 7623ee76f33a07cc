import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import type { ControlPorts } from '../application/control/control-ports.js';
import { Internal, NotFound } from '../domain/errors.js';
import type { HttpResponse } from '../runtime/errors.js';
import type { LogMore } from '../runtime/middleware.js';
import { approvalRoutes } from './approval-routes.js';
import { cardRoutes } from './card-routes.js';
import { lineageRoutes } from './lineage-routes.js';
import { modelRoutes } from './model-routes.js';
import { releaseRoutes } from './release-routes.js';
import type { Routes } from './request.js';
import { runRoutes } from './run-routes.js';
import { submissionRoutes } from './submission-routes.js';

/** Every route of the control API, as the contract names it. */
export const routes: Routes = {
  ...submissionRoutes,
  ...modelRoutes,
  ...lineageRoutes,
  ...cardRoutes,
  ...approvalRoutes,
  ...releaseRoutes,
  ...runRoutes,
};

const callerSchema = z.object({
  authorizer: z.object({ iam: z.object({ userArn: z.string().min(1) }) }),
});

/** Answers a request by its route. A request without an authenticated caller is a defect of the deployment. */
export async function route(ports: ControlPorts, event: APIGatewayProxyEventV2, more: LogMore): Promise<HttpResponse> {
  const found = routes[event.routeKey];
  if (found === undefined) throw new NotFound(`There is no route ${event.routeKey}`);
  const caller = callerSchema.safeParse(event.requestContext);
  if (!caller.success) throw new Internal('The request has no IAM identity: the API has to authorize with IAM');
  const actor = caller.data.authorizer.iam.userArn;
  const path = event.pathParameters ?? {};
  more({ route: event.routeKey, actor, model: path.model });
  return found({ ports, event, actor }, path);
}
