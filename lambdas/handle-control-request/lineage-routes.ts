import type { Routes } from './request.js';

/** Where versions come from, and which came from a dataset. */
export const lineageRoutes: Routes = {};
