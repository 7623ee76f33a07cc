import { controlRoutes } from '../../lib/contracts/index.js';
import { modelCardQuerySchema, readModelCard } from '../application/control/model-cards.js';
import { renderModelCard } from '../application/model-card/render-model-card.js';
import { jsonResponse } from '../runtime/errors.js';
import { htmlResponse, queryOf, type Routes, responds, versionPath } from './request.js';

/** Model cards: JSON, or a page with `?format=html`. */
export const cardRoutes: Routes = {
  [controlRoutes.readModelCard]: responds(versionPath, async (request, { model, version }) => {
    const { format } = queryOf(request, modelCardQuerySchema);
    const card = await readModelCard(request.ports, model, version);
    return format === 'html' ? htmlResponse(200, renderModelCard(card)) : jsonResponse(200, card);
  }),
};
