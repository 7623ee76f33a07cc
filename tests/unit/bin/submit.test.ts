import { describe, expect, it } from 'vitest';
import { useCaller } from './caller.js';
import { type Answer, type Reply, sha256 } from './fake-platform.js';
import { gates } from './gates-fixture.js';
import { submissionFolder } from './submission-fixture.js';

const caller = useCaller();

/** A control API that takes one submission, whose version then goes through the given statuses. */
function acceptSubmission(
  statuses: readonly string[],
  puts: Readonly<Record<string, Answer>> = {},
  reasons: readonly string[] = [],
): void {
  caller.platform.on('POST /models/bikes/submissions', ({ body }) => {
    const { files } = JSON.parse(body.toString()) as { files: { path: string; sha256: string }[] };
    const uploads = [...files, { path: 'manifest.json', sha256: undefined }].map((file) => {
      const checksum = file.sha256 && Buffer.from(file.sha256, 'hex').toString('base64');
      caller.platform.on(`PUT /s3/${file.path}`, puts[file.path] ?? {});
      return {
        path: file.path,
        url: `${caller.platform.url}/s3/${file.path}?X-Amz-Signature=1`,
        headers: checksum === undefined ? {} : { 'x-amz-checksum-sha256': checksum },
      };
    });
    return { status: 201, body: { submissionId: 's-1', expiresAt: '2026-01-01T00:00:00Z', uploads } };
  });
  caller.platform.on('GET /models/bikes/submissions/s-1', (_, times) => {
    const versionStatus = statuses[Math.min(times, statuses.length) - 1];
    const open = { submissionId: 's-1', status: 'Open', openedBy: 'x', openedAt: 'x', expiresAt: 'x' };
    return { body: times === 1 ? open : { ...open, status: 'Registered', version: 4, versionStatus, reasons } };
  });
  caller.platform.on('GET /models/bikes', { body: { aliases: [] } });
  caller.platform.on('GET /models/bikes/versions/4', {
    body: { version: 4, status: statuses.at(-1), submissionId: 's-1', registeredBy: 'dana', gates, reasons: ['worse'] },
  });
}

describe('mlops submit', () => {
  it('uploads each file with its checksum header, the manifest last, and ends with 0 when the version serves', async () => {
    acceptSubmission(['', 'PendingValidation', 'Approved', 'Deploying', 'Deployed']);
    const { folder, contents } = await submissionFolder();
    const ran = await caller.mlops('submit', folder, '--model', 'bikes', '--json');
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(ran.out)).toMatchObject({ submissionId: 's-1', version: 4, status: 'Deployed', gates });

    const puts = caller.platform.received.filter(({ method }) => method === 'PUT');
    expect(puts).toHaveLength(Object.keys(contents).length + 1);
    expect(puts.at(-1)?.path).toBe('/s3/manifest.json');
    for (const put of puts.slice(0, -1)) {
      const content = contents[put.path.replace('/s3/', '')];
      expect(put.body).toEqual(content);
      expect(put.headers['content-length']).toBe(String(content?.length));
      expect(put.headers['transfer-encoding']).toBeUndefined();
      const checksum = Buffer.from(sha256(put.body), 'hex').toString('base64');
      expect(put.headers['x-amz-checksum-sha256']).toBe(checksum);
    }
    expect(JSON.parse(String(puts.at(-1)?.body))).toMatchObject({ model: 'bikes', submissionId: 's-1' });
  });

  it.each(['Rejected', 'RolledBack'])('ends with 2 and shows the gates when the version is %s', async (status) => {
    acceptSubmission(['', 'PendingValidation', status]);
    const { folder } = await submissionFolder();
    const ran = await caller.mlops('submit', folder, '--model', 'bikes');
    expect(ran.code).toBe(2);
    expect(ran.out).toContain('GATE       VERDICT  REASON\nintegrity  passed   all files are whole\n');
    expect(ran.out).toContain('champion   failed   mean loss 2.1, at most 1.02 allowed\n');
    expect(ran.err).toContain(`Version 4 is ${status}.`);
  });

  it('ends with 2 and the reasons when the submission is quarantined', async () => {
    acceptSubmission([]);
    const reasons = ['evaluation.json has another hash than the manifest says'];
    caller.platform.on('GET /models/bikes/submissions/s-1', {
      body: { submissionId: 's-1', status: 'Quarantined', reasons },
    });
    const { folder } = await submissionFolder();
    const ran = await caller.mlops('submit', folder, '--model', 'bikes', '--json');
    expect(ran.code).toBe(2);
    expect(JSON.parse(ran.out)).toEqual({ submissionId: 's-1', status: 'Quarantined', reasons });
  });

  it('stops at the gates with --until validated, and right after the upload with --no-wait', async () => {
    acceptSubmission(['', 'Validated']);
    const { folder } = await submissionFolder();
    expect((await caller.mlops('submit', folder, '--model', 'bikes', '--until', 'validated')).code).toBe(0);
    caller.platform.received.length = 0;
    expect((await caller.mlops('submit', folder, '--model', 'bikes', '--no-wait')).code).toBe(0);
    expect(caller.platform.requests('GET /models/bikes/submissions/s-1')).toHaveLength(0);
  });

  it.each([
    ['while it was followed', ['', 'Deploying', 'Approved']],
    ['between two looks', ['', 'Approved']],
  ])('says why a rollout was aborted or declined %s, and both ways on', async (_, statuses) => {
    acceptSubmission(statuses, {}, ['champion was rolled back to version 2: wrong prices']);
    const { folder } = await submissionFolder();
    const ran = await caller.mlops('submit', folder, '--model', 'bikes');
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(ran.err).toContain(
      'error: the rollout of version 4 ended, and the version is Approved: ' +
        'champion was rolled back to version 2: wrong prices. Where that has passed, ask for its rollout again with ' +
        '"mlops rollout start --model bikes --version 4"; else mend it and submit it again\n',
    );
  });

  it.each(['Validated', 'Approved'])('ends when the version is %s, and older than the champion', async (status) => {
    acceptSubmission(['', 'PendingValidation', status]);
    caller.platform.on('GET /models/bikes', { body: { aliases: [{ alias: 'champion', version: 5 }] } });
    const { folder } = await submissionFolder();
    const ran = await caller.mlops('submit', folder, '--model', 'bikes');
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(ran.err).toContain(
      `error: version 4 is ${status}, and older than the champion, version 5, which was submitted after it: it is not rolled out.`,
    );
  });

  it('stops waiting after the given time with one line', async () => {
    acceptSubmission(['', 'Approved']);
    const { folder } = await submissionFolder();
    const ran = await caller.mlops('submit', folder, '--model', 'bikes', '--timeout-seconds', '1', '--json');
    expect(ran).toMatchObject({
      code: 1,
      out: '',
      err: 'error: Submission s-1 is still going after 1 s; it goes on without this command\n',
    });
  });

  it('sends a file again, whole, when S3 is busy', async () => {
    const busy = (_: unknown, times: number): Reply =>
      times === 1 ? { status: 503, body: '<Code>SlowDown</Code>' } : {};
    acceptSubmission(['', 'Deployed'], { 'model.tar.gz': busy });
    const { folder, contents } = await submissionFolder();
    expect((await caller.mlops('submit', folder, '--model', 'bikes', '--json')).code).toBe(0);
    const bodies = caller.platform.requests('PUT /s3/model.tar.gz').map(({ body }) => body);
    expect(bodies).toEqual([contents['model.tar.gz'], contents['model.tar.gz']]);
  });

  it('says what S3 answered when it refuses a file, and never sends the manifest then', async () => {
    const refuse = { status: 400, body: '<Error><Code>BadDigest</Code></Error>' };
    acceptSubmission([''], { 'sample.json': () => refuse });
    const { folder } = await submissionFolder();
    const ran = await caller.mlops('submit', folder, '--model', 'bikes');
    expect(ran.code).toBe(1);
    expect(ran.err).toMatch(/error: sample\.json was not taken: S3 answered 400 BadDigest\n$/);
    expect(caller.platform.requests('PUT /s3/manifest.json')).toHaveLength(0);
  });
});
