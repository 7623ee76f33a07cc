import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import * as z from 'zod';
import { packageRoot } from '../../../lib/private/package-root.js';

const templateSchema = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).optional() }),
  ),
});
export type ExampleResource = z.infer<typeof templateSchema>['Resources'][string];

/** Runs the TypeScript app of an example as a program of its own; answers the resources of its stack. */
export async function synthesizeExample(example: string, stack: string): Promise<readonly ExampleResource[]> {
  const root = packageRoot();
  const assembly = mkdtempSync(join(tmpdir(), 'example-'));
  // Beside dist/lib, whose assets it looks for from where it runs.
  const program = join(root, `dist/examples/${example}.js`);
  try {
    await build({
      entryPoints: [join(root, 'examples', example, 'app.ts')],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      external: ['aws-cdk-lib', 'constructs'],
    });
    execFileSync(process.execPath, [program], { env: { ...process.env, CDK_OUTDIR: assembly } });
    const template = readFileSync(join(assembly, `${stack}.template.json`), 'utf8');
    return Object.values(templateSchema.parse(JSON.parse(template)).Resources);
  } finally {
    rmSync(assembly, { recursive: true, force: true });
  }
}
