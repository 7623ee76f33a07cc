import { WRAPPER } from '../array-wrapper.js';
import type { Rules } from './rules.js';

export const JOBLIB: Rules = [
  // Attributes that say how an array lies in the stream. The wrapper of old joblib, which opens files by name, is not here.
  [[WRAPPER], { make: true, build: true }],
];
