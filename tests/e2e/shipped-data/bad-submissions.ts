import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { objectKeys } from '../../../lib/contracts/index.js';
import { waitUntil } from '../../../local/driver/wait-until.js';
import type { KeptLoop } from '../kept-loop.js';
import { listVersions, registryItems } from './registry.js';
import { type OpenSubmission, openSubmission } from './submission.js';

/** What is wrong with a submission is a reason in the registry, and the pipeline goes on. */
export function badSubmissions(loop: KeptLoop): void {
  const text = ({ folder, id }: OpenSubmission): string => JSON.stringify(folder.manifest(id));

  describe('a submission', () => {
    it.each([
      [
        'is not JSON',
        /not JSON/,
        async (made: OpenSubmission) => {
          await made.uploadFiles();
          await made.uploadManifest('{"schemaVersion":1,');
        },
      ],
      [
        'is empty',
        /not JSON/,
        async (made: OpenSubmission) => {
          await made.uploadFiles();
          await made.uploadManifest('');
        },
      ],
      [
        'names a file that is not there',
        /predictions\.csv is not there/,
        async (made: OpenSubmission) => {
          await made.uploadFiles(['predictions.csv']);
          await made.uploadManifest(text(made));
        },
      ],
      [
        "gives a hash that is not the file's",
        /integrity: .*evaluation\.json has SHA-256 .*, the manifest says 0{64}/,
        async (made: OpenSubmission) => {
          await made.uploadFiles();
          const manifest = made.folder.manifest(made.id);
          const files = manifest.files.map((file) =>
            file.path === 'evaluation.json' ? { ...file, sha256: '0'.repeat(64) } : file,
          );
          await made.uploadManifest(JSON.stringify({ ...manifest, files }));
        },
      ],
      [
        'claims to be of another submission',
        /of submission "somebody-else"/,
        async (made: OpenSubmission) => {
          await made.uploadFiles();
          await made.uploadManifest(
            JSON.stringify({ ...made.folder.manifest(made.id), submissionId: 'somebody-else' }),
          );
        },
      ],
      [
        'says who submits',
        /openedBy/,
        async (made: OpenSubmission) => {
          await made.uploadFiles();
          await made.uploadManifest(
            JSON.stringify({ ...made.folder.manifest(made.id), openedBy: 'arn:aws:iam::1:root' }),
          );
        },
      ],
    ] as const)('whose manifest %s is Rejected with the reason', async (_, reason, send) => {
      const context = loop.context();
      const champion = await context.control.champion(context.scenario.model);
      const made = await openSubmission(context);
      await send(made);
      const { version = 0, ...state } = await made.decided();
      expect(state).toMatchObject({
        status: 'Registered',
        versionStatus: 'Rejected',
        openedBy: context.people.dataScientist.arn,
      });
      const registered = await context.control.version(context.scenario.model, version);
      expect(registered).toMatchObject({ status: 'Rejected', registeredBy: context.people.dataScientist.arn });
      expect(registered.reasons.join('\n')).toMatch(reason);
      expect(await context.control.champion(context.scenario.model)).toBe(champion);
    });

    it('does not take a file of another content than it was opened for', async () => {
      const made = await openSubmission(loop.context());
      const size = made.folder.files.find(({ path }) => path === 'evaluation.json')?.size ?? 0;
      await expect(made.uploadInstead('evaluation.json', ' '.repeat(size))).rejects.toThrow(
        /evaluation\.json was not taken: S3 answered 40\d/,
      );
    });

    it('that nobody opened is quarantined with the reason beside its manifest', async () => {
      const { client, outputs, scenario, signal } = loop.context();
      const before = await registryItems(loop.context());
      const s3 = new S3Client({ ...client, forcePathStyle: true });
      const Bucket = outputs.ArtifactBucketName;
      const id = randomUUID();
      const Body = '{"schemaVersion":1}';
      await s3.send(new PutObjectCommand({ Bucket, Key: objectKeys.manifest(scenario.model, id), Body }));
      const read = async (name: string): Promise<string | undefined> => {
        const Key = `${objectKeys.quarantine(scenario.model, id)}${name}`;
        const object = await s3.send(new GetObjectCommand({ Bucket, Key })).catch(() => undefined);
        return object?.Body?.transformToString();
      };
      const reason = await waitUntil('the reason', 20, signal, () => read('reason.json'));
      expect(JSON.parse(reason)).toMatchObject({
        key: objectKeys.manifest(scenario.model, id),
        reason: expect.stringMatching(new RegExp(`no open submission|no submission ${id}`)),
      });
      expect(await read('manifest.json')).toBe(Body);
      expect(await registryItems(loop.context())).toEqual(before);
    });

    it('whose manifest arrives again, or changed, stays the one version that it was', async () => {
      const context = loop.context();
      const made = await openSubmission(context);
      const broken = JSON.stringify({ ...made.folder.manifest(made.id), schemaVersion: 2 });
      await made.uploadFiles();
      await Promise.all([made.uploadManifest(broken), made.uploadManifest(broken), made.uploadManifest(broken)]);
      const { version = 0, versionStatus } = await made.decided();
      expect(versionStatus).toBe('Rejected');
      const before = await registryItems(context);
      await made.uploadManifest(broken);
      await made.uploadManifest(text(made));
      await sleep(3000);
      expect(await registryItems(context)).toEqual(before);
      const versions = (await listVersions(context)).filter(({ submissionId }) => submissionId === made.id);
      expect(versions).toMatchObject([{ version, status: 'Rejected' }]);
    });
  });
}
