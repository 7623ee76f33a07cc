import type { Routes } from './request.js';

/** What people say of a version that waits for them. */
export const approvalRoutes: Routes = {};
