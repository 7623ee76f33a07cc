import type { Routes } from './request.js';

/** What serves: rollouts, rollbacks, aliases, retirement. */
export const releaseRoutes: Routes = {};
