import type { Routes } from './request.js';

/** Model cards. */
export const cardRoutes: Routes = {};
