import { REPORTED_NAMES, REPORTED_PROBLEMS, STORAGES } from './limits.js';
import type { PickleCall, PickledStorage, PickleImport, PickleScan } from './pickle-scan.js';

/** How a reading ended before its STOP. */
interface FailedEnding {
  readonly kind: Exclude<PickleScan['ending'], 'stopped'>;
  readonly reason: string;
}

/** Collects what all readings of a stream find. */
export class Findings {
  readonly imports: PickleImport[] = [];
  readonly calls: PickleCall[] = [];
  readonly storages = new Map<string, PickledStorage>();
  readonly problems: string[] = [];
  problemCount = 0;
  /** How the first reading ended. */
  ending: PickleScan['ending'] = 'stopped';
  pickles = 0;
  opcodes = 0;
  arrays = 0;
  /** Whether torch's format before its archives was found. */
  legacy = false;
  /** Values that are kept in tuples and dictionaries. */
  kept = 0;
  readonly #seen = new Set<string>();

  addImport(found: PickleImport): void {
    if (this.#isNew(found.allowed, `${found.opcode} ${found.module}\n${found.name}`)) this.imports.push(found);
  }

  addCall(found: PickleCall): void {
    if (this.#isNew(found.allowed, `${found.opcode} (${found.callee}`)) this.calls.push(found);
  }

  /** False: there are more storages than any model has. */
  addStorage(storage: PickledStorage): boolean {
    this.storages.set(storage.key, storage);
    return this.storages.size <= STORAGES;
  }

  addProblem(problem: string): void {
    this.problemCount += 1;
    if (this.problems.length < REPORTED_PROBLEMS) this.problems.push(problem);
  }

  addEnding({ kind, reason }: FailedEnding): void {
    this.ending = kind;
    this.addProblem(reason);
  }

  /** What is not allowed is listed even where much else was. */
  #isNew(allowed: boolean, key: string): boolean {
    const bound = allowed ? REPORTED_NAMES / 2 : REPORTED_NAMES;
    if (this.#seen.size >= bound || this.#seen.has(key)) return false;
    this.#seen.add(key);
    return true;
  }
}
