import { describe, expect, it } from 'vitest';
import { runKeys } from '../../../../lambdas/application/documents/monitor-plan.js';
import { captureLines } from '../../../../lambdas/domain/inference/capture-lines.js';
import { MODEL, type MonitoredModel } from '../../../fixtures/monitored-model.js';
import { create, hour, rows } from '../../../fixtures/watched-hours.js';

const { start, end, middle } = hour(0);
const OBJECTS = 64;

/** Objects of five records each; those with the names a… and b… make a shard each. */
async function shards(model: MonitoredModel) {
  const served = rows(2 * OBJECTS * 5);
  const lines = captureLines(
    {
      model: MODEL,
      version: 1,
      slot: 'champion',
      inferenceId: 'inference',
      time: middle,
      rows: served.map(({ features }) => features),
      predictions: served.map(({ prediction }) => prediction),
    },
    () => 'event',
  );
  const objects = Array.from({ length: 2 * OBJECTS }, (_, at) => lines.slice(5 * at, 5 * at + 5).join(''));
  for (const [at, object] of objects.entries()) {
    await model.capture(object, middle, `${at < OBJECTS ? 'a' : 'b'}${String(at).padStart(4, '0')}`);
  }
  await model.label(
    served.map((_, row) => `inference#${row}`),
    served.map(({ label }) => label ?? null),
    end,
  );
  return objects;
}

/** Without what is told of the reading. */
const judged = ({ capture: _, runId: __, ...report }: { capture: unknown; runId: unknown }) => report;

describe('records that came twice', () => {
  it('in objects of two shards count once: the report is the same as without them', async () => {
    const [model, other] = [await create(), await create()];
    const objects = await shards(model);
    await shards(other);
    const once = await model.monitor(start, end);
    expect(once.merges).toBe(1);
    // A third shard of what the first and the second hold, and some of it twice.
    for (const [at, object] of objects.slice(20, 100).entries()) await other.capture(object, middle, `c${at}`);
    const twice = await other.monitor(start, end);
    expect(twice.planned.shards).toEqual([0, 1, 2, 3]);
    expect(twice.merges).toBe(2);
    expect(judged(twice.report)).toEqual(judged(once.report));
    expect(twice.report.rows.current).toBe(640);
    expect(twice.report.capture).toMatchObject({ records: 1040, duplicates: 400, objects: 208 });
    expect(once.report.capture).toMatchObject({ records: 640, duplicates: 0, objects: 128 });
  });

  it('count once in whatever order their objects are read', async () => {
    const [model, other] = [await create(), await create()];
    const objects = await shards(model);
    await shards(other);
    for (const [at, object] of objects.slice(20, 100).entries()) await other.capture(object, middle, `A${at}`);
    const [once, { report }] = [await model.monitor(start, end), await other.monitor(start, end)];
    expect(report.rows).toEqual(once.report.rows);
    expect(report.quality.labelled).toBe(once.report.quality.labelled);
    expect(report.quality.loss.mean).toBeCloseTo(once.report.quality.loss.mean, 12);
    for (const name of ['temp', 'hour', 'city']) {
      expect(report.columns[name].psi).toBe(once.report.columns[name].psi);
      expect(report.columns[name].jensenShannon).toBe(once.report.columns[name].jensenShannon);
      expect(report.columns[name].current.rows).toBe(640);
    }
  });

  it('are asked for once more by a merge that ran twice, as the first time', async () => {
    const model = await create();
    const objects = await shards(model);
    await model.capture(objects.slice(0, 3).join(''), middle, 'b0');
    const planned = await model.plan(start, end);
    await model.summarise(planned);
    const first = await model.merge(planned);
    expect(first).toMatchObject({ state: 'again', shards: [1], round: 1, runPrefix: planned.runPrefix });
    expect(await model.merge(planned)).toEqual(first);
    await model.summarise({ ...planned, shards: [1] });
    expect(await model.merge({ ...planned, round: 1 })).toMatchObject({ state: 'ok', complete: true });
  });

  it('leave a shard out that fails when it is asked to drop them, and the report says so', async () => {
    const model = await create();
    const objects = await shards(model);
    await model.capture(objects.slice(0, 3).join(''), middle, 'b0');
    const planned = await model.plan(start, end);
    await model.summarise(planned);
    const again = await model.merge(planned);
    if (again.state !== 'again') throw new Error('nothing came twice');
    const merged = await model.merge(again);
    if (merged.state === 'again') throw new Error('the run does not end');
    expect(merged).toMatchObject({ state: 'ok', complete: false });
    const report = JSON.parse(await model.artifacts.readText(merged.reportKey));
    expect(report.rows.current).toBe(320 + 5);
    expect(report.capture.coverage.shards).toEqual({ planned: 3, read: 2 });
    expect(report.capture.problems[0]).toContain('holds records that another part of the window has too');
  });

  it('end the run even though a shard holds others of them each time that it is read', async () => {
    const model = await create();
    const objects = await shards(model);
    const planned = await model.plan(start, end);
    const replaced = async (by: number) => {
      await model.capture(objects[by] ?? '', middle, `b${String(OBJECTS).padStart(4, '0')}`);
      await model.summarise(planned);
    };
    await replaced(0);
    const again = await model.merge(planned);
    if (again.state !== 'again') throw new Error('nothing came twice');
    await replaced(1);
    expect(await model.merge(again)).toMatchObject({ state: 'ok', complete: false, coverage: 0.5 });
  });

  it('are counted in a later shard that holds them when the first one fails, whichever merge runs twice', async () => {
    const model = await create();
    const objects = await shards(model);
    await model.capture(`${objects[OBJECTS]}${objects[0]}`, middle, 'b0064');
    // The third shard and the fourth hold what the second does, and the first holds none of it.
    for (const name of ['b99', 'c'])
      for (const [at, object] of objects.slice(OBJECTS).entries()) {
        await model.capture(object, middle, `${name}${String(at).padStart(4, '0')}`);
      }
    const planned = await model.plan(start, end);
    expect(planned.shards).toEqual([0, 1, 2, 3]);
    await model.summarise(planned);
    const first = await model.merge(planned);
    expect(first).toMatchObject({ state: 'again', shards: [1, 2, 3] });
    if (first.state !== 'again') throw new Error('nothing came twice');
    await model.summarise(first, [1]);
    const second = await model.merge(first);
    expect(second).toMatchObject({ state: 'again', shards: [2] });
    expect(await model.merge(first)).toEqual(second);
    if (second.state !== 'again') throw new Error('nothing was given back');
    await model.summarise(second, [2]);
    const third = await model.merge(second);
    expect(third).toMatchObject({ state: 'again', shards: [3] });
    if (third.state !== 'again') throw new Error('nothing was given back');
    await model.summarise(third);
    const merged = await model.merge(third);
    if (merged.state === 'again') throw new Error('the run does not end');
    const report = JSON.parse(await model.artifacts.readText(merged.reportKey));
    expect(report.rows.current).toBe(640);
    expect(report.quality.joined).toBe(640);
    expect(report.capture.coverage.shards).toEqual({ planned: 4, read: 3 });
  });

  it('say how many are missing where the shard that could give them fails each time', async () => {
    const model = await create();
    const objects = await shards(model);
    await model.capture(`${objects[OBJECTS]}${objects[0]}`, middle, 'b0064');
    for (const [at, object] of objects.slice(OBJECTS).entries()) await model.capture(object, middle, `c${at}`);
    const planned = await model.plan(start, end);
    await model.summarise(planned);
    let merged = await model.merge(planned);
    if (merged.state !== 'again') throw new Error('nothing came twice');
    await model.summarise(merged, [1]);
    for (let round = 1; round <= 3 && merged.state === 'again'; round++) merged = await model.merge(merged);
    if (merged.state === 'again') throw new Error('the run does not end');
    const report = JSON.parse(await model.artifacts.readText(merged.reportKey));
    expect(report.rows.current).toBeLessThan(640);
    expect(report.capture.problems.join()).toContain(`lacks ${640 - report.rows.current} records`);
  });

  it('leave no label of a shard in the quality that failed between its rows and its summary', async () => {
    const model = await create();
    const objects = await shards(model);
    await model.capture(objects[0] ?? '', middle, 'b0');
    const planned = await model.plan(start, end);
    await model.summarise(planned);
    const again = await model.merge(planned);
    if (again.state !== 'again') throw new Error('nothing came twice');
    const key = runKeys.summary(planned.runPrefix, 1);
    const before = await model.artifacts.readBytes(key);
    await model.summarise(again);
    await model.artifacts.write(key, before, { contentType: 'application/octet-stream' });
    const merged = await model.merge(again);
    if (merged.state === 'again') throw new Error('the run does not end');
    const report = JSON.parse(await model.artifacts.readText(merged.reportKey));
    expect(report.quality).toMatchObject({ rows: report.rows.current, joined: report.rows.current });
    expect(report.capture.problems[0]).toContain('the shard failed between the two');
  });

  it('are counted in the other shard where the summary of the first is damaged, and its labels are not', async () => {
    const model = await create();
    const objects = await shards(model);
    for (const [at, object] of objects.slice(0, OBJECTS).entries()) await model.capture(object, middle, `c${at}`);
    const planned = await model.plan(start, end);
    await model.summarise(planned);
    let merged = await model.merge(planned);
    if (merged.state !== 'again') throw new Error('nothing came twice');
    await model.summarise(merged);
    const key = runKeys.summary(planned.runPrefix, 0);
    const bytes = await model.artifacts.readBytes(key);
    await model.artifacts.write(key, bytes.subarray(0, bytes.length - 9), { contentType: 'application/octet-stream' });
    merged = await model.merge(merged);
    expect(merged).toMatchObject({ state: 'again', shards: [2] });
    if (merged.state !== 'again') throw new Error('nothing was given back');
    await model.summarise(merged);
    merged = await model.merge(merged);
    if (merged.state === 'again') throw new Error('the run does not end');
    const report = JSON.parse(await model.artifacts.readText(merged.reportKey));
    expect(report.rows.current).toBe(640);
    expect(report.quality.joined).toBe(640);
    expect(report.capture.problems[0]).toContain(key);
    expect(report.capture.coverage.shards).toEqual({ planned: 3, read: 2 });
  });

  it('leave the same bytes of a shard however often it is summarised', async () => {
    const model = await create();
    await shards(model);
    const planned = await model.plan(start, end);
    const bytes = async () => [
      await model.artifacts.readBytes(runKeys.summary(planned.runPrefix, 1)),
      await model.artifacts.readBytes(runKeys.shardRows(planned.runPrefix, 1)),
    ];
    await model.summarise(planned);
    const first = await bytes();
    await model.summarise(planned);
    expect(await bytes()).toEqual(first);
  });
});
