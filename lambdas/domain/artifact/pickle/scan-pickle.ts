import { allowListOf } from './allow-list.js';
import { type Loader, Machine } from './machine.js';
import type { PickleScan, PickleScanOptions } from './pickle-scan.js';
import { beginsAsTar, TAR_HEADER_BYTES } from './polyglot.js';
import type { Ending } from './run-pickle.js';
import { StreamScan } from './stream-scan.js';
import { isTorchStart, readLegacyTorch } from './torch-legacy.js';

/**
 * Disassembles the pickles of a file, and loads none: the stack and the memo hold symbols. Every import and every call has
 * to be on the allow-list. Takes joblib's files (inflated) with their arrays, torch's `data.pkl`, and torch's format before
 * its archives. Memory is bounded, whatever comes; broken files are problems, not errors.
 *
 * @example
 * const { problems } = scanPickle(bytes, { allow: ['churn.features.*'] });
 */
export function scanPickle(bytes: Uint8Array, options: PickleScanOptions = {}): PickleScan {
  const scan = begin(options);
  scan.feed(bytes);
  scan.end();
  return resultOf(scan, options);
}

/** As `scanPickle`, of bytes as they come. Stops reading where nothing can be told any more. */
export async function scanPickleStream(
  chunks: AsyncIterable<Uint8Array>,
  options: PickleScanOptions = {},
): Promise<PickleScan> {
  const scan = begin(options);
  for await (const chunk of chunks) {
    scan.feed(chunk);
    if (scan.done) break;
  }
  scan.end();
  return resultOf(scan, options);
}

function begin({ allow = [], form = 'file' }: PickleScanOptions): StreamScan {
  const scan = new StreamScan();
  const allowList = allowListOf(allow);
  const loader: Loader =
    form === 'torch'
      ? { allowList, arrays: false, storages: 'archive' }
      : { allowList, arrays: true, storages: 'none' };
  scan.start(followAll(scan, loader));
  return scan;
}

function* followAll(scan: StreamScan, loader: Loader): Generator<void, void> {
  const { input, findings } = scan;
  yield* input.fill(TAR_HEADER_BYTES);
  if (beginsAsTar(input.head(TAR_HEADER_BYTES))) {
    findings.addProblem('the file begins as a tar archive, and torch would load the pickles in that');
  }
  let ending: Ending = yield* scan.follow(new Machine(findings, loader));
  if (ending.kind === 'stopped' && loader.storages === 'none' && isTorchStart(ending.value)) {
    yield* readLegacyTorch(scan, loader);
    return;
  }
  while (ending.kind === 'stopped') {
    const end = input.position;
    if (!(yield* input.fill(1))) return;
    if (loader.storages === 'archive') {
      findings.addProblem(`bytes follow the pickle's end at byte ${end}`);
      return;
    }
    ending = yield* scan.follow(new Machine(findings, loader));
    if (ending.kind === 'broken')
      findings.addProblem(`what follows the pickle's end at byte ${end} is no whole pickle`);
  }
  findings.addEnding(ending);
}

function resultOf({ findings, input }: StreamScan, { form }: PickleScanOptions): PickleScan {
  const { pickles, opcodes, imports, calls, problems, problemCount, ending } = findings;
  return {
    form: form === 'torch' ? 'torch' : findings.legacy ? 'torch-legacy' : findings.arrays > 0 ? 'joblib' : 'pickle',
    ...{ pickles, opcodes, bytes: input.position, imports, calls },
    storages: [...findings.storages.values()],
    ...{ problems, problemCount, ending },
  };
}
