import type { Task } from '../signature.js';

/** What a model file says of itself, for models that the platform reads but does not run. */
export interface ModelDescription {
  readonly format: 'xgboost' | 'lightgbm';
  /** In the model's order; undefined where the model was trained without names. */
  readonly featureNames?: readonly string[];
  readonly features: number;
  /** As the library names it, such as `binary:logistic`. */
  readonly objective: string;
  /** Undefined where the objective fits either task, or is the trainer's own. */
  readonly task?: Task;
  /** Of a classification: 2 or more. */
  readonly classes?: number;
  readonly trees: number;
  /** The library's version or that of its format. */
  readonly version: string;
}
