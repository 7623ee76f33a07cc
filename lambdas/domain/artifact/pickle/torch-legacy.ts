import { type Loader, Machine } from './machine.js';
import type { StreamScan } from './stream-scan.js';
import { kindOf, type Value } from './symbols.js';

export const isTorchStart = (value: Value): boolean => kindOf(value) === 'torch-magic';

/** After the magic number: the protocol's version, facts of the machine, the object, and the storages' keys. */
const PICKLES = ['protocol', 'facts', 'object', 'keys'];

/** Follows what comes after torch's magic number: four pickles, then each storage's length and raw bytes. */
export function* readLegacyTorch(scan: StreamScan, loader: Loader): Generator<void, void> {
  const { findings, input } = scan;
  findings.legacy = true;
  for (const part of PICKLES) {
    const storages = part === 'object' ? 'legacy' : 'none';
    const ending = yield* scan.follow(new Machine(findings, { ...loader, arrays: false, storages }));
    if (ending.kind === 'stopped') continue;
    findings.addEnding(ending);
    return;
  }
  const sizes = [...findings.storages.values()].reduce(
    (sum, { elements, elementSize }) => sum + LENGTH_BYTES + elements * elementSize,
    0,
  );
  if (!(yield* input.skip(sizes))) findings.addProblem('the storages after the pickles are cut off');
  else if (yield* input.fill(1)) findings.addProblem(`bytes follow the storages' end at byte ${input.position}`);
}

/** Before each storage: its number of elements. */
const LENGTH_BYTES = 8;
