import type { GateName } from '../../../lib/contracts/index.js';
import { GATE_NAMES } from '../../../lib/contracts/index.js';
import { type GateFinding, unverified } from '../../domain/gates/gate-result.js';
import { gatesByPolicy } from '../../domain/gates/gates-by-policy.js';
import { integrityGate } from '../../domain/gates/integrity-gate.js';
import type { LoadedModel } from '../../ports/model-scorer.js';
import { attempt } from './attempt.js';
import type { Evidence, GateContext, GateDependencies } from './evidence.js';
import { bias } from './gates/bias.js';
import { champion } from './gates/champion.js';
import { data } from './gates/data.js';
import { checkIntegrity } from './gates/integrity.js';
import { quality } from './gates/quality.js';
import { reproduction } from './gates/reproduction.js';
import { segments } from './gates/segments.js';
import { checkSignature } from './gates/signature.js';
import { readManifest } from './read-contents.js';
import { scoreChampion, scoreOn } from './score-sets.js';

/** The gates that look at the evidence, by name; each tells why where its part of it is not there. */
const gates: Readonly<Partial<Record<GateName, (evidence: Evidence) => GateFinding | Promise<GateFinding>>>> = {
  reproduction,
  data,
  quality,
  champion,
  segments,
  bias,
};

/** All gates, in their order; none keeps another from running, but what can't be opened can't be scored. */
export async function runGates(deps: GateDependencies, context: GateContext): Promise<readonly GateFinding[]> {
  const { version, policy } = context;
  const { contents } = version;
  if (contents === undefined) {
    const integrity = integrityGate({ files: [], problems: version.reasons });
    return gatesByPolicy([integrity, ...notRun('the submission is not whole', ['integrity'])], policy.gates);
  }
  const manifest = await readManifest(deps.artifacts, version.manifest);
  const { finding: integrity, artifact, notRunBecause } = await checkIntegrity(deps, context, manifest, contents);
  if (artifact === undefined) {
    return gatesByPolicy([integrity, ...notRun(notRunBecause, ['integrity'])], policy.gates);
  }
  const loaded = await attempt(() => deps.scorer.load(artifact.onnx, contents.signature));
  try {
    const signature = checkSignature(context, manifest, artifact, contents, loaded);
    const model = signature.passed ? loaded : { problem: `the model does not fit its signature` };
    const evidence = await collect(deps, context, { contents, manifest, model });
    const findings: GateFinding[] = [integrity, signature];
    for (const gate of Object.values(gates)) findings.push(await gate(evidence));
    return gatesByPolicy(inOrder(findings), policy.gates);
  } finally {
    await loaded.value?.release();
  }
}

async function collect(
  deps: GateDependencies,
  context: GateContext,
  known: Pick<Evidence, 'contents' | 'manifest' | 'model'>,
): Promise<Evidence> {
  const { evaluationSet, previousEvaluationSet, version } = context;
  const { model, contents } = known;
  const score = (set: typeof evaluationSet, of: LoadedModel | undefined) => {
    if (set === undefined)
      return { problem: `model ${version.model} has no evaluation set; a retraining run sets one aside` };
    return of === undefined
      ? { problem: `not run: ${model.value === undefined ? model.problem : ''}` }
      : attempt(() => scoreOn(deps, context, set, contents, of));
  };
  return {
    ...known,
    deps,
    context,
    candidate: await score(evaluationSet, model.value),
    previous: previousEvaluationSet && (await score(previousEvaluationSet, model.value)),
    champion: await scoreChampion(deps, context),
  };
}

const notRun = (why: string, butThese: readonly GateName[]): GateFinding[] =>
  [...(['signature'] as const), ...(Object.keys(gates) as GateName[])]
    .filter((gate) => !butThese.includes(gate))
    .map((gate) => unverified(gate, `not run: ${why}`));

const inOrder = (findings: readonly GateFinding[]): GateFinding[] =>
  [...findings].sort((a, b) => GATE_NAMES.indexOf(a.gate) - GATE_NAMES.indexOf(b.gate));
