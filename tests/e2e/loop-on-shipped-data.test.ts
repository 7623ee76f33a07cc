import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { useKeptLoop } from './kept-loop.js';
import { badSubmissions } from './shipped-data/bad-submissions.js';
import { evidenceReadsBack } from './shipped-data/evidence.js';
import { failedTraining } from './shipped-data/failed-training.js';
import { refusedCalls } from './shipped-data/refused-calls.js';

describe('the whole loop, on the data that ships inside scikit-learn', () => {
  const loop = useKeptLoop();

  it('runs eight steps, each of them ok, whatever profile, endpoint and proxies the shell has', () => {
    expect(loop.steps().map(({ ok }) => ok)).toEqual(Array.from({ length: 8 }, () => true));
  });

  it('answers 503 with Retry-After before there is a champion', () => {
    expect(loop.evidence('deploy')).toMatchObject({ status: 503, retryAfter: expect.stringMatching(/^\d+$/) });
  });

  it('refuses unsigned requests, and answers signed ones with version and inference id', () => {
    expect(loop.evidence('serve and capture')).toMatchObject({
      unsignedStatus: 403,
      signedStatus: 200,
      modelVersion: '1',
    });
  });

  it('finds no drift in the traffic of the reference era, and leaves the alarm OK', () => {
    expect(loop.evidence('watch: no drift')).toMatchObject({
      violated: false,
      driftedColumns: [],
      driftAlarm: { state: 'OK' },
    });
  });

  it('names the drifted columns, and lets the retrained version take over', () => {
    const evidence = loop.evidence('watch: drift, respond, retrain');
    expect(evidence).toMatchObject({
      championBefore: 1,
      champion: 2,
      alarm: { state: 'ALARM' },
      lineage: { trigger: 'drift' },
    });
    expect(evidence.driftedColumns).not.toEqual([]);
  });

  it('rejects the worse version by a gate, with its numbers', () => {
    expect(loop.evidence('refuse a worse version')).toMatchObject({
      status: 'Rejected',
      failedGates: [{ gate: 'champion', numbers: { candidateLoss: expect.any(Number) } }],
      champion: 2,
    });
  });

  it("rolls the failing canary back by the candidate's alarm, while the champion goes on answering", () => {
    expect(loop.evidence('roll back a failing canary')).toMatchObject({
      status: 'RolledBack',
      requests: { champion: { failed: 0 } },
      candidateAlarm: { state: 'ALARM' },
      championAlarm: { state: 'OK' },
      champion: 2,
    });
  });

  it('says where to look, and how to ask the model with a plain curl', () => {
    const { stdout } = loop.program();
    expect(stdout).toMatch(/^curl --aws-sigv4 /m);
    const [, report = ''] = stdout.match(/^drift report {2}(.+)$/m) ?? [];
    expect(existsSync(report)).toBe(true);
  });

  evidenceReadsBack(loop);
  refusedCalls(loop);
  badSubmissions(loop);
  failedTraining(loop);

  it('ends on Ctrl-C with 130, and leaves no process and no working folder', async () => {
    const program = loop.program();
    program.interrupt();
    expect(await program.ended(15)).toBe(130);
    expect(program.leftovers()).toEqual([]);
  });
});
