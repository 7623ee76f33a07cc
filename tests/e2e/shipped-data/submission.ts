import { join } from 'node:path';
import * as z from 'zod';
import { readSubmissionFolder, type SubmissionFolder } from '../../../bin/client/submission-folder.js';
import { fileSource, textSource, upload } from '../../../bin/client/upload.js';
import type { LoopContext } from '../../../local/driver/loop-context.js';
import { waitUntil } from '../../../local/driver/wait-until.js';
import { call } from './registry.js';

const openedSchema = z.object({
  submissionId: z.string(),
  uploads: z.array(z.object({ path: z.string(), url: z.string(), headers: z.record(z.string(), z.string()) })),
});
const stateSchema = z.object({
  status: z.string(),
  openedBy: z.string(),
  version: z.number().optional(),
  versionStatus: z.string().optional(),
  reasons: z.array(z.string()).optional(),
});

/** A submission that the data scientist opened, to be completed by hand. */
export interface OpenSubmission {
  readonly id: string;
  readonly folder: SubmissionFolder;
  /** Puts the files but those left out. */
  readonly uploadFiles: (leftOut?: readonly string[]) => Promise<void>;
  /** Puts a text where a file belongs. */
  readonly uploadInstead: (path: string, text: string) => Promise<void>;
  /** Puts the manifest's bytes; the address of the upload takes them more than once. */
  readonly uploadManifest: (text: string) => Promise<void>;
  /** Waits until the pipeline has decided on it. */
  readonly decided: () => Promise<z.infer<typeof stateSchema>>;
}

/** A folder that passes every gate: the one of step 8, whose defect no gate can see. */
export const goodFolder = ({ workFolder }: LoopContext): string => join(workFolder, 'make_fragile_version');

export async function openSubmission(context: LoopContext): Promise<OpenSubmission> {
  const { scenario, people, signal } = context;
  const { credentials } = people.dataScientist;
  const folder = await readSubmissionFolder(goodFolder(context), { model: scenario.model });
  const path = `/models/${scenario.model}/submissions`;
  const { text } = await call(
    context,
    'ControlApiId',
    { method: 'POST', path, body: { files: folder.files } },
    credentials,
  );
  const { submissionId: id, uploads } = openedSchema.parse(JSON.parse(text));
  const target = (file: string) => {
    const found = uploads.find((candidate) => candidate.path === file);
    if (found === undefined) throw new Error(`no upload of ${file}`);
    return found;
  };
  return {
    id,
    folder,
    uploadFiles: async (leftOut = []) => {
      for (const file of folder.files.filter((candidate) => !leftOut.includes(candidate.path))) {
        await upload(target(file.path), fileSource(folder.locate(file.path), file.size), () => {});
      }
    },
    uploadInstead: (file, content) => upload(target(file), textSource(content), () => {}),
    uploadManifest: (manifest) => upload(target('manifest.json'), textSource(manifest), () => {}),
    decided: () =>
      waitUntil(`a decision on submission ${id}`, 40, signal, async () => {
        const answer = await call(context, 'ControlApiId', { method: 'GET', path: `${path}/${id}` }, credentials);
        const state = stateSchema.parse(JSON.parse(answer.text));
        const decided =
          state.status === 'Quarantined' || (state.versionStatus ?? 'PendingValidation') !== 'PendingValidation';
        return decided ? state : undefined;
      }),
  };
}
