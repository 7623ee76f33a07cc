import { ByteInput } from './byte-input.js';
import { Findings } from './findings.js';
import { READINGS } from './limits.js';
import { type Loader, Machine } from './machine.js';
import { OPCODES } from './opcodes.js';
import { type Ending, runPickle } from './run-pickle.js';

interface Reading {
  readonly input: ByteInput;
  readonly steps: Generator<void, void>;
}

/** Feeds all readings of one stream: the first, of the loader that the file is for, and those of others. */
export class StreamScan {
  readonly findings = new Findings();
  readonly input = new ByteInput();
  #main: Generator<void, void> | undefined;
  #others: Reading[] = [];
  done = false;

  start(steps: Generator<void, void>): void {
    this.#main = steps;
    this.#advance();
  }

  feed(chunk: Uint8Array): void {
    for (const { input } of this.#others) input.feed(chunk);
    this.input.feed(chunk);
    this.#advance();
  }

  end(): void {
    for (const { input } of this.#others) input.end();
    this.input.end();
    this.#advance();
  }

  /** Follows a pickle of the first reading, with the arrays in it. */
  follow(machine: Machine): Generator<void, Ending> {
    return runPickle(machine, this.input, (at) => this.#readArray(at));
  }

  #advance(): void {
    this.#others = this.#others.filter(({ steps }) => steps.next().done !== true);
    if (this.#main?.next().done === true) this.done = true;
  }

  /**
   * Goes past the data of an array as joblib does. Another loader would take them for opcodes, and those have to be
   * harmless, too; padding is none, so that only unpadded data are followed.
   */
  *#readArray(machine: Machine): Generator<void, Ending | undefined> {
    const { array } = machine;
    if (array === undefined) return undefined;
    machine.array = undefined;
    this.findings.arrays += 1;
    if (machine.frameEnd > this.input.position)
      machine.unfollowable('has array data inside a frame, as no pickler does');
    if (array.size !== 0 || array.padded) yield* this.#readOtherwise(machine);
    machine.stack.pop();
    machine.stack.push({ kind: 'instance', of: 'numpy.ndarray', elements: array.elements });
    if (array.size === undefined) return yield* this.#readObjects(machine.loader);
    const padding = array.padded && (yield* this.input.fill(1)) ? this.input.byte() : 0;
    if (OPCODES[padding] !== undefined) machine.unfollowable(`has ${padding} bytes of padding before an array`);
    if (!(yield* this.input.skip(padding + array.size))) machine.broken('has array data that are cut off');
    return undefined;
  }

  *#readObjects(loader: Loader): Generator<void, Ending | undefined> {
    const ending = yield* this.follow(new Machine(this.findings, { ...loader, arrays: false }));
    return ending.kind === 'stopped' ? undefined : ending;
  }

  *#readOtherwise(machine: Machine): Generator<void, void> {
    if (!(yield* this.input.fill(1)) || OPCODES[this.input.peek() ?? 0] === undefined) return;
    if (this.#others.length >= READINGS) machine.unfollowable('has array data that look too much like opcodes');
    const input = this.input.fork();
    const steps = this.#followOther(machine.plainReading(), input);
    if (steps.next().done !== true) this.#others.push({ input, steps });
  }

  *#followOther(machine: Machine, input: ByteInput): Generator<void, void> {
    const ending = yield* runPickle(machine, input);
    if (ending.kind === 'unfollowable')
      this.findings.addProblem(`${ending.reason}, to a loader that does not skip array data`);
  }
}
