import * as z from 'zod';
import { GATE_NAMES, type ModelPolicy } from '../../../lib/contracts/index.js';
import type { GateFinding } from '../../domain/gates/gate-result.js';
import type { EvaluationSetPointer, ObjectPointer } from '../../domain/manifest.js';
import type { PinnedScores } from '../../domain/registry/records.js';
import { evaluationSetPointerSchema, objectPointerSchema } from './manifest.js';
import { gateRulesSchema } from './model-policy.js';
import { gateResultSchema, pinnedScoresSchema } from './registry-records.js';

const version = z.int().min(1);
const evaluationSet = z.object(evaluationSetPointerSchema.shape);

const gate: z.ZodType<GateFinding> = gateResultSchema
  .extend({ details: z.json().optional() })
  .refine(({ passed, verdict }) => passed === (verdict === 'passed' || verdict === 'skipped'), {
    path: ['passed'],
    message: 'expected true of what is passed or skipped, false of what failed or is unverified',
  });
const everyGate = z
  .array(gate)
  .refine(
    (found) => found.length === GATE_NAMES.length && new Set(found.map((each) => each.gate)).size === GATE_NAMES.length,
    `expected each gate once: ${GATE_NAMES.join(', ')}`,
  );

/**
 * The validation report of a version: what each gate found, with all that it found, and what it was held against.
 * `report.json` of the platform, and what `mlops validate --json` prints: that has no version and no submission yet, so
 * both are null. Keys of what was not there (a set, a champion) are left out.
 */
export interface ValidationReport {
  readonly schemaVersion: 1;
  readonly model: string;
  readonly version: number | null;
  readonly submissionId: string | null;
  readonly validatedAt: string;
  readonly verdict: 'passed' | 'rejected';
  /** Why it is rejected, in the words of registry, event and notification; empty where it passed. */
  readonly reasons: readonly string[];
  readonly manifest: ObjectPointer;
  readonly evaluationSet?: EvaluationSetPointer;
  readonly previousEvaluationSet?: EvaluationSetPointer;
  /** The version that it was compared with. */
  readonly champion?: number;
  /** Of the model's policy. */
  readonly policy: ModelPolicy['gates'];
  /** Each of GATE_NAMES once. */
  readonly gates: readonly GateFinding[];
  /** What it says of the evaluation set itself, row by row. */
  readonly scores?: PinnedScores;
}

export const validationReportSchema: z.ZodType<ValidationReport> = z.object({
  schemaVersion: z.literal(1),
  model: z.string(),
  version: version.nullable(),
  submissionId: z.string().nullable(),
  validatedAt: z.iso.datetime(),
  verdict: z.enum(['passed', 'rejected']),
  reasons: z.array(z.string()),
  manifest: z.object(objectPointerSchema.shape),
  evaluationSet: evaluationSet.optional(),
  previousEvaluationSet: evaluationSet.optional(),
  champion: version.optional(),
  policy: gateRulesSchema,
  gates: everyGate,
  scores: pinnedScoresSchema.optional(),
});
