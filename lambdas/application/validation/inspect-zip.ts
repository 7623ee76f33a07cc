import { MlopsError } from '../../domain/errors.js';
import type { ArchiveEntry, ReadZip } from '../../ports/archive-reader.js';
import type { Findings } from './inspect-file.js';

/** Looks into a file whose format is a zip: PyTorch's, and NumPy's of many arrays. */
export async function inspectZip(
  path: string,
  readZip: ReadZip,
  source: AsyncIterable<Uint8Array>,
  findings: Findings,
  inspect: (entry: ArchiveEntry) => Promise<unknown>,
): Promise<void> {
  const sizes = new Map<string, number>();
  const scansBefore = findings.pickles.length;
  let script: string | undefined;
  try {
    const onProblem = (problem: string) => findings.problems.push(`${path}: ${problem}`);
    for await (const entry of readZip(source, { onProblem })) {
      sizes.set(entry.path, entry.size);
      if (/^[^/]+\/code\//.test(entry.path)) script ??= entry.path;
      await inspect(entry);
    }
  } catch (error) {
    if (!(error instanceof MlopsError) || error.retryable) throw error;
    findings.problems.push(`${path}: ${error.message}`);
    return;
  }
  if (script !== undefined) {
    findings.problems.push(
      `${path} is TorchScript, whose code runs where it is loaded (${script}): save the state dict instead`,
    );
  }
  for (const { path: place, scan } of findings.pickles.slice(scansBefore)) {
    findings.problems.push(...storageProblems(place, scan.storages, sizes));
  }
}

/** Storages that the pickle counts on, and the zip does not have. */
function storageProblems(
  place: string,
  storages: readonly { readonly key: string; readonly elementSize: number; readonly elements: number }[],
  sizes: ReadonlyMap<string, number>,
): string[] {
  const inner = place.slice(place.indexOf('!') + 1);
  const folder = inner.slice(0, inner.lastIndexOf('/') + 1);
  const short = storages.find(({ key, elementSize, elements }) => {
    const size = sizes.get(`${folder}data/${key}`);
    return size === undefined || size < elementSize * elements;
  });
  return short === undefined
    ? []
    : [`${place}: the tensor storage ${JSON.stringify(short.key)} is missing or too short`];
}
