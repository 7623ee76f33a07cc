import { cpus } from 'node:os';
import { mlflowRegistry } from './mlflow-registry.js';
import { ourRegistry } from './our-registry.js';
import type { RegistryReport } from './report.js';
import { runWorkload, type Workload } from './workload.js';

/** Runs the workload against one registry after the other, each alone on the machine. */
export async function benchRegistry(
  workload: Workload,
  workFolder: string,
  log: (line: string) => void,
): Promise<RegistryReport> {
  const registries: RegistryReport['registries'][number][] = [];
  for (const open of [ourRegistry, mlflowRegistry]) {
    const registry = await open(workFolder, log);
    log(`measuring ${registry.name}`);
    try {
      registries.push({ name: registry.name, measures: await runWorkload(registry, workload) });
    } finally {
      await registry.stop();
    }
  }
  return { workload, machine: { cpus: cpus().length, node: process.version }, registries };
}
