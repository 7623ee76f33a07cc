import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { readTarGz } from '../../lambdas/adapters/archive/read-tar-gz.js';
import { readZip } from '../../lambdas/adapters/archive/read-zip.js';
import type { GateContext, GateDependencies } from '../../lambdas/application/validation/evidence.js';
import { JOB_LIMITS } from '../../lambdas/application/validation/inspection-limits.js';
import { renderValidationReport } from '../../lambdas/application/validation/page/render-validation-report.js';
import { runGates } from '../../lambdas/application/validation/run-gates.js';
import { validationReport } from '../../lambdas/application/validation/validation-report.js';
import type { EvaluationSet, ModelVersion } from '../../lambdas/domain/registry/records.js';
import type { ModelScorer } from '../../lambdas/ports/model-scorer.js';
import { CommandError } from '../client/errors.js';
import { LocalFiles } from '../client/local-files.js';
import { localPolicy, readPolicyFile } from '../client/local-policy.js';
import { type LocalVersion, readLocalEvaluationSet, readLocalVersion, statedModel } from '../client/local-version.js';
import { localScorer } from '../client/onnx-runtime.js';
import { saveText } from '../client/save-text.js';
import type { Progress } from '../output/progress.js';
import type { Style } from '../output/style.js';
import { type DirectContext, EXIT, type Outcome, type RunDirectly } from './command.js';
import { gateTable } from './gate-table.js';
import { parseModel, withExamples } from './options.js';

/** Found in the folder when `--evaluation-set` names none. */
const EVALUATION_SET = 'evaluation.csv';
const NUMBERS = { champion: 1, candidate: 2 };

export interface ValidateOptions {
  readonly folder: string;
  readonly policy?: string;
  readonly model?: string;
  readonly evaluationSet?: string;
  readonly training?: string;
  readonly champion?: string;
  readonly html?: string;
}

export function defineValidate(program: Command, run: RunDirectly): void {
  const validate = program
    .command('validate')
    .summary('run the gates on a local folder, before anything is uploaded')
    .description(
      'Runs the gates of the platform on the folder that "mlops submit" takes: no account, nothing is sent. The rows are ' +
        `those of --evaluation-set, or of ${EVALUATION_SET} in the folder: labelled, with the columns of the signature and the ` +
        'target, and never trained on. The exit code is 1 when the version would be rejected. Scoring takes onnxruntime-node.',
    )
    .argument('<path>', 'the submission')
    .option('--evaluation-set <file>', 'CSV of labelled rows; without any, the gates that need them are unverified')
    .option(
      '--training <file>',
      'CSV of the rows that it was trained on (default: those of its lineage, where they are here)',
    )
    .option('--champion <path>', 'the submission of the version to beat (called version 1 in the reasons)')
    .option(
      '--policy <file>',
      "JSON of the model's policy, as the platform stores it, or any part of it, such as gates",
    )
    .option('--model <name>', 'the model (default: that of manifest.json or of the policy)', parseModel)
    .option('--html <file>', 'write the report as a page to this file')
    .action((folder: string, options: Omit<ValidateOptions, 'folder'>) =>
      run((context) => validateFolder(context, { ...options, folder })),
    );
  withExamples(
    validate,
    'validate build/churn-model --evaluation-set held-out.csv --policy policy.json --html report.html',
  );
}

/** `mlops validate`: what the platform's gates would find. */
export async function validateFolder(context: DirectContext, options: ValidateOptions): Promise<Outcome> {
  const { progress, style, env } = context;
  const files = new LocalFiles();
  progress.step(`Reading ${options.folder}.`);
  const { gateContext, candidate } = await readContext(files, options);
  if (gateContext.evaluationSet === undefined) {
    progress.step(
      `No evaluation set: name labelled rows with --evaluation-set, or put ${EVALUATION_SET} into the folder.`,
    );
  }
  const deps = localDependencies(files, telling(localScorer(env), progress));
  progress.step('Running the gates.');
  const { findings: gates } = await runGates(deps, gateContext);
  const opened = gates.some(({ gate, passed }) => gate === 'integrity' && passed);
  if (opened && candidate.signatureProblem !== undefined) throw candidate.signatureProblem;
  const report = { ...validationReport(gateContext, gates, new Date()), version: null, submissionId: null };
  if (options.html !== undefined) {
    await saveText(options.html, renderValidationReport(report));
    progress.step(`The page is in ${options.html}.`);
  }
  const text = `${gateTable(gates, style)}\n\n${verdictLine(report, style)}`;
  return { json: report, text, exitCode: report.verdict === 'passed' ? EXIT.ok : EXIT.error };
}

/** What the gates need here. What the function can't hold, the platform looks into in a job: it is no reason to refuse it. */
export const localDependencies = (artifacts: LocalFiles, scorer: ModelScorer): GateDependencies => ({
  artifacts,
  readArchive: readTarGz,
  readZip,
  scorer,
  ...JOB_LIMITS,
});

async function readContext(
  files: LocalFiles,
  options: ValidateOptions,
): Promise<{ readonly gateContext: GateContext; readonly candidate: LocalVersion }> {
  const file = options.policy === undefined ? {} : await readPolicyFile(options.policy);
  const model = options.model ?? (await statedModel(options.folder)) ?? file.model ?? 'model';
  const place = { model, at: new Date().toISOString() };
  const candidate = await readLocalVersion(files, options.folder, {
    ...place,
    number: NUMBERS.candidate,
    ...(options.training !== undefined && { training: options.training }),
  });
  const { version, folder } = candidate;
  const policy = await localPolicy(options.folder, model, file);
  const evaluationSet = await evaluationSetOf(options, candidate);
  const champion =
    options.champion === undefined
      ? undefined
      : wholeVersion(await readLocalVersion(files, options.champion, { ...place, number: NUMBERS.champion }));
  return {
    gateContext: { version, folder, policy, evaluationSet, previousEvaluationSet: undefined, champion },
    candidate,
  };
}

async function evaluationSetOf(
  { folder, evaluationSet }: ValidateOptions,
  candidate: LocalVersion,
): Promise<EvaluationSet | undefined> {
  if (evaluationSet !== undefined) return readLocalEvaluationSet(evaluationSet, candidate);
  const found = join(folder, EVALUATION_SET);
  return existsSync(found) ? readLocalEvaluationSet(found, candidate) : undefined;
}

/** A champion that could not have been registered would let everything pass. */
function wholeVersion({ version, folder, signatureProblem }: LocalVersion): ModelVersion {
  if (signatureProblem !== undefined) throw signatureProblem;
  if (version.contents !== undefined) return version;
  throw new CommandError(`the champion in ${folder} is no whole submission: ${version.reasons.join('; ')}`);
}

/** A scorer that says what it does. */
const telling = (scorer: ModelScorer, progress: Progress): ModelScorer => ({
  load: async (onnx, signature) => {
    const model = await scorer.load(onnx, signature);
    return {
      graph: model.graph,
      predict: (rows) => {
        progress.update(`Scoring ${rows.length} rows`);
        return model.predict(rows);
      },
      release: () => model.release(),
    };
  },
});

function verdictLine({ verdict, gates }: ReturnType<typeof validationReport>, { good, bad }: Style): string {
  if (verdict === 'rejected') {
    const rejecting = gates.filter(({ passed, advisory }) => !passed && advisory !== true);
    const failed = rejecting.filter((gate) => gate.verdict === 'failed');
    const by = failed.length > 0 ? failed : rejecting;
    return `${bad('rejected')} by ${by.map(({ gate }) => gate).join(', ')}`;
  }
  const noted = gates.filter(({ passed }) => !passed).map(({ gate }) => gate);
  return noted.length === 0 ? good('passed') : `${good('passed')}; the policy lets ${noted.join(', ')} pass`;
}
