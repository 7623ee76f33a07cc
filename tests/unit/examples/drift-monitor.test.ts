import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const program = join(root, 'dist/examples/drift-monitor.js');
const assembly = mkdtempSync(join(tmpdir(), 'example-'));
const templateSchema = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).optional() }),
  ),
});

describe('the example of a drift monitor alone', () => {
  let resources: z.infer<typeof templateSchema>['Resources'][string][];

  beforeAll(async () => {
    await build({
      entryPoints: [join(root, 'examples/drift-monitor-typescript/app.ts')],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      external: ['aws-cdk-lib', 'constructs'],
    });
    execFileSync(process.execPath, [program], { env: { ...process.env, CDK_OUTDIR: assembly } });
    const template = readFileSync(join(assembly, 'ChurnDrift.template.json'), 'utf8');
    resources = Object.values(templateSchema.parse(JSON.parse(template)).Resources);
  }, 60_000);
  afterAll(() => rmSync(assembly, { recursive: true, force: true }));

  const ofType = (type: string) => resources.filter((resource) => resource.Type === type);

  it('makes a monitor with its schedule and its two alarms, which tell the topic', () => {
    expect(ofType('AWS::StepFunctions::StateMachine')).toHaveLength(1);
    expect(ofType('AWS::Scheduler::Schedule')).toEqual([
      expect.objectContaining({ Properties: expect.objectContaining({ ScheduleExpression: 'rate(6 hours)' }) }),
    ]);
    const alarms = ofType('AWS::CloudWatch::Alarm');
    expect(alarms).toHaveLength(2);
    for (const { Properties } of alarms) expect(Properties?.AlarmActions).toHaveLength(1);
  });

  it('gives the monitor its settings, and no registry', () => {
    const functions = ofType('AWS::Lambda::Function').map((resource) =>
      JSON.stringify(resource.Properties?.Environment),
    );
    const settings = functions.find((text) => text?.includes('MONITOR_SETTINGS'));
    expect(settings).toContain('data-capture/churn-endpoint/AllTraffic/');
    expect(settings).toContain('baselines/churn.csv');
    expect(ofType('AWS::DynamoDB::Table')).toEqual([]);
  });
});
