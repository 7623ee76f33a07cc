import type { BiasFacet } from '../../../../lib/contracts/index.js';
import type { BiasRows } from '../../../domain/bias/cells.js';
import { facetText, isDisadvantaged } from '../../../domain/bias/facet.js';
import { measureBias } from '../../../domain/bias/measure-bias.js';
import type { BiasMetric } from '../../../domain/bias/metric-names.js';
import { outcomesOf } from '../../../domain/bias/outcomes.js';
import { InvalidInput } from '../../../domain/errors.js';
import { biasGate, type FacetMeasures } from '../../../domain/gates/bias-gate.js';
import { type GateFinding, skipped, unverified } from '../../../domain/gates/gate-result.js';
import type { Row, Signature } from '../../../domain/signature.js';
import type { Evidence, ScoredSet } from '../evidence.js';

/** Measures every facet of the policy on the evaluation set: its labels, and what the version says of its rows. */
export function bias({ context, contents, candidate }: Evidence): GateFinding {
  const rules = context.policy.gates.bias;
  if (rules === undefined) return skipped('bias', 'the policy names no facet');
  if (candidate.value === undefined) return unverified('bias', candidate.problem);
  const scored = candidate.value;
  const wanted = [...rules.facets.map(({ column }) => column), ...(rules.group === undefined ? [] : [rules.group])];
  const lacking = wanted.filter((name) => !scored.table.columns.includes(name));
  if (lacking.length > 0) {
    const names = lacking.map((name) => `"${name}"`).join(', ');
    return unverified(
      'bias',
      `evaluation set ${scored.set.number} lacks column ${names}: have it in the datasets and exclude it in the policy; ` +
        'the next retraining keeps it in the evaluation set, and away from training',
    );
  }
  try {
    const { positiveLabel } = context.policy.dataset;
    const outcomes = outcomesOf(scored.rows, {
      ...contents.signature,
      ...(positiveLabel === undefined ? {} : { positiveLabel }),
      ...(rules.positiveAbove === undefined ? {} : { positiveAbove: rules.positiveAbove }),
    });
    const groups = rules.group === undefined ? {} : { group: codesOf(columnOf(scored, rules.group)) };
    return biasGate({
      evaluationSet: scored.set.number,
      bounds: rules.metrics,
      facets: rules.facets.map((facet) =>
        measureFacet(
          facet,
          scored,
          { ...outcomes, ...groups },
          { signature: contents.signature, bounds: rules.metrics },
        ),
      ),
    });
  } catch (error) {
    if (error instanceof InvalidInput) return unverified('bias', error.message);
    throw error;
  }
}

const columnOf = ({ table, positions }: ScoredSet, name: string): string[] => {
  const at = table.columns.indexOf(name);
  return positions.map((position) => table.rows[position]?.[at] ?? '');
};

/** A number for each different text; rows without one are a group of their own. */
function codesOf(texts: readonly string[]): Uint32Array {
  const codes = new Map<string, number>();
  return Uint32Array.from(texts, (text) => {
    const code = codes.get(text) ?? codes.size;
    codes.set(text, code);
    return code;
  });
}

function measureFacet(
  facet: BiasFacet,
  scored: ScoredSet,
  rows: Omit<BiasRows, 'facet'>,
  { signature, bounds }: { readonly signature: Signature; readonly bounds: Readonly<Record<string, unknown>> },
): FacetMeasures {
  const texts = columnOf(scored, facet.column);
  const disadvantaged = isDisadvantaged(facet);
  // The search for neighbours takes seconds on large sets: only where its outcome decides.
  const flips = bounds.FT === undefined ? {} : flipFeatures(signature, scored.instances, facet.column);
  const ungrouped = 'the policy names no gates.bias.group';
  const problems: Partial<Record<BiasMetric, string>> = {
    ...(rows.group === undefined ? { CDDL: ungrouped, CDDPL: ungrouped } : {}),
    ...(flips.problem === undefined ? {} : { FT: flips.problem }),
  };
  return {
    facet: facetText(facet),
    missingRows: texts.filter((text) => text === '').length,
    measures: measureBias(
      { facet: Uint8Array.from(texts, (text) => Number(disadvantaged(text))), ...rows },
      flips.features === undefined ? {} : { features: flips.features },
    ),
    problems,
  };
}

/** The numeric inputs other than the facet, as the flip test compares them. */
function flipFeatures(
  { inputs }: Signature,
  instances: readonly Row[],
  facetColumn: string,
): { readonly features?: readonly Float64Array[]; readonly problem?: string } {
  const columns = inputs.filter(({ name, type }) => type !== 'string' && name !== facetColumn);
  if (columns.length === 0) return { problem: 'the model takes no number' };
  const missing = columns.find(({ name }) => instances.some((row) => (row[name] ?? null) === null));
  if (missing !== undefined) return { problem: `the input "${missing.name}" is missing in some rows` };
  return { features: columns.map(({ name }) => Float64Array.from(instances, (row) => Number(row[name]))) };
}
