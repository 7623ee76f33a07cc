import { expect, it } from 'vitest';
import type { ArtifactStore } from '../../../../lambdas/ports/artifact-store.js';
import { MemoryArtifactStore } from '../../../fixtures/memory/memory-artifact-store.js';
import { create, hour, rows } from '../../../fixtures/watched-hours.js';

const { start, end, middle } = hour(0);
const FILES = ['constraint_violations.json', 'report.html', 'report.json'] as const;

/** What runs when an object is to be written for the first time. */
class Interrupted extends MemoryArtifactStore {
  readonly before = new Map<string, () => Promise<unknown>>();

  override async write(...[key, body, options]: Parameters<ArtifactStore['write']>) {
    const name = key.slice(key.lastIndexOf('/') + 1);
    const interrupt = this.before.get(name);
    this.before.delete(name);
    await interrupt?.();
    return super.write(key, body, options);
  }
}

it.each(FILES)(
  'two runs of a window do not mix their reports: another one ends before this writes %s',
  async (file) => {
    const artifacts = new Interrupted();
    const model = await create({}, artifacts);
    await model.serve(rows(300), middle);
    const first = await model.plan(start, end, 'run-a');
    await model.summarise(first);
    await model.serve(rows(300, { shift: 5 }), middle);
    const second = await model.plan(start, end, 'run-b');
    await model.summarise(second);
    artifacts.before.set(file, () => model.merge(second));
    const merged = await model.merge(first);
    if (merged.state === 'again') throw new Error('nothing came twice');
    const folder = merged.reportKey.replace('report.json', '');
    const [violations, page, report] = await Promise.all(FILES.map((name) => artifacts.readText(`${folder}${name}`)));
    expect(JSON.parse(report ?? '')).toMatchObject({ runId: 'run-a', rows: { current: 300 }, verdict: 'ok' });
    expect(page).toContain('run-a');
    expect(page).not.toContain('run-b');
    expect(JSON.parse(violations ?? '')).toEqual({ violations: [] });
  },
);
