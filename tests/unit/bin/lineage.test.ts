import { describe, expect, it } from 'vitest';
import { parseTag } from '../../../bin/commands/options.js';
import { useCaller } from './caller.js';

const caller = useCaller();
const HASH = 'd'.repeat(32);

describe('mlops lineage', () => {
  it('shows what a version was made from', async () => {
    const dvc = [{ path: 'raw', md5: HASH, source: 'dvc.lock' }];
    const parents = [{ version: 6, status: 'Deployed', registeredAt: 'then' }];
    const body = {
      model: 'churn',
      version: 7,
      submittedBy: 'arn:ada',
      registeredAt: 'now',
      datasets: [],
      datasetsOmitted: 12,
      dvc,
      parents,
    };
    caller.platform.on('GET /models/churn/versions/7/lineage', { body });
    const { code, out } = await caller.mlops('lineage', '--model', 'churn', '--version', '7');
    expect(code).toBe(0);
    expect(out).toContain('version 6, Deployed');
    expect(out).toContain('12 datasets: the snapshot names them');
    expect(out).toContain(`raw (dvc.lock)  ${HASH}`);
  });

  it('follows the pages of the versions of a dataset', async () => {
    caller.platform.on(`GET /datasets/${HASH}/versions`, ({ query }) => {
      const version = query.get('cursor') === 'next' ? 2 : 1;
      const cursor = version === 1 ? { cursor: 'next' } : {};
      return { body: { hash: HASH, versions: [{ model: 'churn', version, dataset: { path: 'raw' } }], ...cursor } };
    });
    const { out } = await caller.mlops('lineage', '--dataset', HASH, '--json');
    expect(JSON.parse(out).versions.map(({ version }: { version: number }) => version)).toEqual([1, 2]);
  });

  it('wants a version or a dataset, not both', async () => {
    const { code, err } = await caller.mlops('lineage', '--dataset', HASH, '--model', 'churn');
    expect(code).toBe(1);
    expect(err).toContain('expected either --model and --version, or --dataset');
  });
});

describe('a tag', () => {
  it('is split at the first "=", and refused without a key', () => {
    expect(parseTag('a=b=c', { x: 'y' })).toEqual({ x: 'y', a: 'b=c' });
    expect(() => parseTag('=b')).toThrow('expected key=value');
    expect(() => parseTag('a')).toThrow('expected key=value');
  });
});
