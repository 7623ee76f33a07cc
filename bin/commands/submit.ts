import { type Command, Option } from 'commander';
import { submissionPaths } from '../../lib/contracts/index.js';
import {
  modelStateSchema,
  openedSubmissionSchema,
  type Submission,
  submissionSchema,
  type Upload,
  versionSchema,
} from '../client/documents.js';
import { CommandError } from '../client/errors.js';
import { poll } from '../client/poll.js';
import { readSubmissionFolder, type SubmissionFolder } from '../client/submission-folder.js';
import { fileSource, textSource, upload } from '../client/upload.js';
import { bytes } from '../output/progress.js';
import { styledStatus } from '../output/style.js';
import { renderFields } from '../output/table.js';
import { type CommandContext, EXIT, type Outcome, type Run } from './command.js';
import { parseTag, timeout, withExamples, withModel } from './options.js';
import { versionText } from './show.js';

const PARALLEL_UPLOADS = 4;

export interface SubmitOptions {
  readonly folder: string;
  readonly model: string;
  readonly description?: string;
  readonly tag?: Readonly<Record<string, string>>;
  readonly wait: boolean;
  /** How far to wait; a version whose gates, approval or canary fail ends the wait in any case. */
  readonly until: 'validated' | 'deployed';
  readonly timeoutSeconds: number;
}

export function defineSubmit(program: Command, run: Run): void {
  const command = withModel(program.command('submit'))
    .summary('submit a model version and follow it')
    .description(
      'Uploads a folder with model.tar.gz (model.onnx, signature.json), evaluation.json, predictions.csv, sample.json, ' +
        'baseline/statistics.json and baseline/baseline.csv (at most 20 MiB), and waits until the version serves or was refused. ' +
        'An optional lineage.json says where it comes from; .dvc files and dvc.lock are read for the hashes of data.',
    )
    .argument('<folder>', 'the submission')
    .option('--description <text>', 'what is new in this version')
    .option('--tag <key=value>', 'a tag to find the version by; may come again', parseTag)
    .addOption(new Option('--until <status>', 'how far to wait').choices(['validated', 'deployed']).default('deployed'))
    .option('--no-wait', 'end after the upload')
    .addOption(timeout(3600))
    .action((folder: string, options: Omit<SubmitOptions, 'folder'>) =>
      run((context) => submit(context, { ...options, folder })),
    );
  withExamples(command, 'submit build/churn-model --model churn --description "more recent rows" --tag team=growth');
}

/** `mlops submit`: opens a submission, uploads its files and then its manifest, and follows what becomes of it. */
export async function submit(context: CommandContext, options: SubmitOptions): Promise<Outcome> {
  const { control, progress, style } = context;
  const { model } = options;
  const folder = await readSubmissionFolder(options.folder, {
    ...options,
    ...(options.tag !== undefined && { tags: options.tag }),
  });
  const opened = await control.post(`/models/${model}/submissions`, { files: folder.files }, openedSubmissionSchema, {
    repeatable: true,
  });
  const { submissionId } = opened;
  progress.step(`Submission ${submissionId} is open.`);
  await uploadAll(context, folder, opened.uploads, JSON.stringify(folder.manifest(submissionId)));
  if (!options.wait) {
    const json = { submissionId, status: 'Open' };
    return {
      json,
      text: renderFields(
        [
          ['submission', submissionId],
          ['status', 'uploaded'],
        ],
        style,
      ),
      exitCode: EXIT.ok,
    };
  }
  return follow(context, submissionId, options);
}

/** The manifest goes last: its arrival says that the submission is complete. */
async function uploadAll(
  { progress }: CommandContext,
  folder: SubmissionFolder,
  uploads: readonly Upload[],
  manifest: string,
): Promise<void> {
  const targetOf = (path: string): Upload => {
    const target = uploads.find((candidate) => candidate.path === path);
    if (target === undefined) throw new CommandError(`the control API gave no upload for ${path}`);
    return target;
  };
  const total = folder.files.reduce((sum, { size }) => sum + size, 0);
  const sent = new Map<string, number>();
  const queue = folder.files.map((file) => ({ file, target: targetOf(file.path) }));
  const last = targetOf(submissionPaths.manifest);
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { path, size } = next.file;
      await upload(next.target, fileSource(folder.locate(path), size), (count) => {
        sent.set(path, count);
        const done = [...sent.values()].reduce((sum, part) => sum + part, 0);
        progress.update(`Uploading ${bytes(done)} of ${bytes(total)}: ${path}`);
      });
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_UPLOADS }, worker));
  await upload(last, textSource(manifest), () => {});
  progress.step(`Uploaded ${folder.files.length} files (${bytes(total)}) and the manifest.`);
}

const REFUSED = new Set(['Rejected', 'RolledBack', 'Expired', 'Retired']);
const PASSED = {
  validated: new Set(['Validated', 'Approved', 'Deploying', 'Deployed']),
  deployed: new Set(['Deployed']),
};

/** Throws for a version that stays as it is until somebody acts: its rollout was aborted or declined, or it came too late. */
async function refuseStanding(
  { control }: CommandContext,
  model: string,
  { version = 0, versionStatus = '', reasons = [] }: Submission,
  wasDeploying: boolean,
): Promise<void> {
  if (versionStatus === 'Approved' && (wasDeploying || reasons.length > 0)) {
    throw new CommandError(
      `the rollout of version ${version} ended, and the version is Approved: ` +
        `${reasons.length === 0 ? 'no reason is known' : reasons.join('; ')}. Where that has passed, ask for its rollout again with ` +
        `"mlops rollout start --model ${model} --version ${version}"; else mend it and submit it again`,
    );
  }
  if (versionStatus !== 'Approved' && versionStatus !== 'Validated') return;
  const { aliases } = await control.get(`/models/${model}`, modelStateSchema);
  const champion = aliases.find(({ alias }) => alias === 'champion')?.version ?? 0;
  if (champion <= version) return;
  throw new CommandError(
    `version ${version} is ${versionStatus}, and older than the champion, version ${champion}, which was submitted after it: ` +
      'it is not rolled out. Submit it again if it is to replace the champion',
  );
}

async function follow(context: CommandContext, submissionId: string, options: SubmitOptions): Promise<Outcome> {
  const { control, progress, style } = context;
  const { model, until } = options;
  let seen = '';
  let wasDeploying = false;
  const ended = await poll(`Submission ${submissionId}`, { ...context, ...options }, async () => {
    const state = await control.get(`/models/${model}/submissions/${submissionId}`, submissionSchema);
    const status = state.versionStatus ?? state.status;
    if (status !== seen && state.status !== 'Open') {
      const version = state.version === undefined ? 'Submission' : `Version ${state.version}`;
      progress.step(`${version} is ${styledStatus(status, style)}.`);
    }
    seen = status;
    if (until === 'deployed') await refuseStanding(context, model, state, wasDeploying);
    wasDeploying ||= status === 'Deploying';
    const over = state.status === 'Quarantined' || REFUSED.has(status) || PASSED[until].has(status);
    return over ? state : undefined;
  });
  if (ended.version === undefined) {
    const reasons = ended.reasons ?? [];
    const text = renderFields(
      [
        ['submission', submissionId],
        ['status', styledStatus(ended.status, style)],
        ...reasons.map((reason) => ['reason', reason] as const),
      ],
      style,
    );
    return { json: { submissionId, status: ended.status, reasons }, text, exitCode: EXIT.refused };
  }
  const version = await control.get(`/models/${model}/versions/${ended.version}`, versionSchema);
  return {
    json: { ...version, submissionId },
    text: `\n${versionText(model, version, context)}`,
    exitCode: REFUSED.has(version.status) ? EXIT.refused : EXIT.ok,
  };
}
