import type { FileEntry } from '../manifest.js';
import type { GateResult } from '../registry/records.js';
import { failed, passed } from './gate-result.js';

export interface FileEvidence {
  readonly expected: FileEntry;
  /** What is there; absent when nothing is. */
  readonly found?: { readonly size: number; readonly sha256: string };
}

export interface IntegrityEvidence {
  /** Every file that the manifest names, the artifact among them. */
  readonly files: readonly FileEvidence[];
  /** What is wrong with manifest, archive, or what else can't be read; empty when nothing is. */
  readonly problems: readonly string[];
}

/** Every file is there and is the one that the manifest describes, and the artifact can be opened. */
export function integrityGate({ files, problems }: IntegrityEvidence): GateResult {
  const numbers = { files: files.length, bytes: files.reduce((sum, file) => sum + (file.found?.size ?? 0), 0) };
  const wrong = [...problems, ...files.flatMap(problemOf)];
  if (wrong.length === 0) return passed('integrity', `${files.length} files are as the manifest says`, numbers);
  const more = wrong.length > 10 ? `; and ${wrong.length - 10} more` : '';
  return failed('integrity', `${wrong.slice(0, 10).join('; ')}${more}`, numbers);
}

function problemOf({ expected, found }: FileEvidence): string[] {
  if (found === undefined) return [`${expected.path} is not there`];
  if (found.size !== expected.size)
    return [`${expected.path} has ${found.size} bytes, the manifest says ${expected.size}`];
  if (found.sha256 !== expected.sha256) {
    return [`${expected.path} has SHA-256 ${found.sha256}, the manifest says ${expected.sha256}`];
  }
  return [];
}
