import type { Json } from '../canonical-json.js';
import { cut } from '../cut.js';
import type { FileEntry } from '../manifest.js';
import { counted, failed, type GateFinding, passed } from './gate-result.js';

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
  /** What was found in the artifact, for the report. */
  readonly artifact?: Json;
}

/** Problems that a reason tells, and characters of one and of all: the report has them whole. */
const TOLD = { problems: 10, characters: 600, all: 1400 } as const;
/** Problems that the report has, at most. */
const LISTED = 1_000;

/** Every file is there and is the one that the manifest describes, and the artifact holds nothing that it must not. */
export function integrityGate({ files, problems, artifact }: IntegrityEvidence): GateFinding {
  const wrong = [...files.flatMap(problemOf), ...problems];
  const numbers = {
    files: files.length,
    bytes: files.reduce((sum, file) => sum + (file.found?.size ?? 0), 0),
    problems: wrong.length,
  };
  const details = { problems: wrong.slice(0, LISTED), ...(artifact === undefined ? {} : { artifact }) };
  return wrong.length === 0
    ? passed('integrity', `${counted(files.length, 'file is', 'files are')} as the manifest says`, numbers, details)
    : failed('integrity', told(wrong), numbers, details);
}

function told(problems: readonly string[]): string {
  const shown: string[] = [];
  let length = 0;
  for (const problem of problems.slice(0, TOLD.problems)) {
    const text = cut(problem, TOLD.characters);
    length += text.length;
    if (shown.length > 0 && length > TOLD.all) break;
    shown.push(text);
  }
  const more = problems.length - shown.length;
  return `${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
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
