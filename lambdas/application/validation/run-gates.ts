import { GATE_NAMES, type GateName } from '../../../lib/contracts/index.js';
import { againstSubmission, fromSubmission } from '../../domain/gates/from-submission.js';
import { failed, type GateFinding, unverified } from '../../domain/gates/gate-result.js';
import { gatesByPolicy } from '../../domain/gates/gates-by-policy.js';
import { integrityGate } from '../../domain/gates/integrity-gate.js';
import type { LoadedModel } from '../../ports/model-scorer.js';
import { attempt } from './attempt.js';
import type { Evidence, GateContext, GateDependencies, GateRun, OwnScores } from './evidence.js';
import { bias } from './gates/bias.js';
import { champion } from './gates/champion.js';
import { data } from './gates/data.js';
import { checkIntegrity } from './gates/integrity.js';
import { quality } from './gates/quality.js';
import { reproduction } from './gates/reproduction.js';
import { robustness } from './gates/robustness.js';
import { segments } from './gates/segments.js';
import { checkSignature } from './gates/signature.js';
import { readManifest } from './read-contents.js';
import { scoreChampion, scoreOn } from './score-sets.js';
import { otherSet, scoreSubmitted } from './score-submitted.js';

/** The gates that look at the evidence, by name; each tells why where its part of it is not there. */
const gates: Readonly<
  Record<Exclude<GateName, 'integrity' | 'signature'>, (evidence: Evidence) => GateFinding | Promise<GateFinding>>
> = {
  reproduction,
  data,
  quality,
  champion,
  segments,
  bias,
  robustness,
};

/** All gates, in their order; none keeps another from running, but what can't be opened can't be scored. */
export async function runGates(deps: GateDependencies, context: GateContext): Promise<GateRun> {
  const { version, policy } = context;
  const { contents } = version;
  if (contents === undefined) {
    const integrity = integrityGate({ files: [], problems: version.reasons });
    const findings = [integrity, ...notRun('the submission is not whole', ['integrity'])];
    return { findings: gatesByPolicy(findings, policy.gates) };
  }
  const manifest = await readManifest(deps.artifacts, version.manifest);
  const { finding: integrity, artifact, notRunBecause } = await checkIntegrity(deps, context, manifest, contents);
  if (artifact === undefined) {
    const away = { problem: `not run: ${notRunBecause}` };
    const around = { deps, context, contents, manifest, model: away, candidate: away };
    // The data are what they are, whatever the artifact is.
    const ofData = await data({ ...around, previous: undefined, champion: undefined });
    const findings = [integrity, ofData, ...notRun(notRunBecause, ['integrity', 'data'])];
    return { findings: gatesByPolicy(inOrder(findings), policy.gates) };
  }
  const { onnx } = artifact;
  const loaded =
    onnx === undefined
      ? { problem: `a ${manifest.framework} model can't be run here` }
      : await attempt(() => deps.scorer.load(onnx, contents.signature));
  try {
    const { finding: signature, fits } = await checkSignature(deps, context, manifest, artifact, contents, loaded);
    const model = fits ? loaded : { problem: `the model does not fit its signature` };
    // What can't be run is judged by what came with it, once it fits its signature.
    const runs = onnx !== undefined || !fits;
    const evidence = await collect(deps, context, { contents, manifest, model }, runs);
    const findings: GateFinding[] = [integrity, signature];
    for (const gate of Object.values(gates)) findings.push(checked(await gate(evidence), evidence, runs));
    return { findings: gatesByPolicy(inOrder(findings), policy.gates), scored: ownScores(evidence) };
  } finally {
    await loaded.value?.release();
  }
}

async function collect(
  deps: GateDependencies,
  context: GateContext,
  known: Pick<Evidence, 'contents' | 'manifest' | 'model'>,
  runs: boolean,
): Promise<Evidence> {
  const { evaluationSet, previousEvaluationSet, version } = context;
  const { model, contents } = known;
  const score = (set: typeof evaluationSet, of: LoadedModel | undefined) => {
    if (set === undefined)
      return { problem: `model ${version.model} has no evaluation set; a retraining run sets one aside` };
    if (!runs) return attempt(() => scoreSubmitted(deps, context, set, contents));
    return of === undefined
      ? { problem: `not run: ${model.value === undefined ? model.problem : ''}` }
      : attempt(() => scoreOn(deps, context, set, contents, of));
  };
  return {
    ...known,
    deps,
    context,
    candidate: await score(evaluationSet, model.value),
    previous: runs && previousEvaluationSet ? await score(previousEvaluationSet, model.value) : undefined,
    champion: await scoreChampion(deps, context),
  };
}

/** Without the columns and the instances, of which nothing is kept. */
function ownScores({ candidate: { value } }: Evidence): OwnScores | undefined {
  if (value?.source !== 'platform') return undefined;
  const { set, positions, rows } = value;
  return { set, positions, rows };
}

/** A finding with what its evidence is worth. */
function checked(
  finding: GateFinding,
  { context, contents, candidate, champion: scored }: Evidence,
  runs: boolean,
): GateFinding {
  if (finding.gate === 'champion' && scored?.value?.source === 'submission') return againstSubmission(finding);
  if (candidate.value?.source === 'submission') return fromSubmission(finding);
  const { evaluationSet } = context;
  const promised = !runs && evaluationSet && otherSet(contents, evaluationSet) === undefined;
  // Predictions of the right set that can't be used are the submitter's fault: no policy lets them pass.
  return finding.gate === 'quality' && candidate.value === undefined && promised
    ? failed('quality', candidate.problem)
    : finding;
}

const notRun = (why: string, butThese: readonly GateName[]): GateFinding[] =>
  GATE_NAMES.filter((gate) => !butThese.includes(gate)).map((gate) => unverified(gate, `not run: ${why}`));

const inOrder = (findings: readonly GateFinding[]): GateFinding[] =>
  [...findings].sort((a, b) => GATE_NAMES.indexOf(a.gate) - GATE_NAMES.indexOf(b.gate));
