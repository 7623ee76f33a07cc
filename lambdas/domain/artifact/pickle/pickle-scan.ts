/** A name that a pickle takes from a module, by `GLOBAL`, `STACK_GLOBAL` or `INST`. */
export interface PickleImport {
  readonly opcode: string;
  /** Bytes from the start of the stream, after inflation. */
  readonly position: number;
  readonly module: string;
  readonly name: string;
  readonly allowed: boolean;
}

/** What a pickle has called while it is loaded. */
export interface PickleCall {
  readonly opcode: string;
  readonly position: number;
  /** `module.name`, or in words what is called where that is no name. */
  readonly callee: string;
  readonly allowed: boolean;
}

/** A storage that a torch pickle refers to: its bytes lie in the archive's `data/<key>`. */
export interface PickledStorage {
  readonly key: string;
  /** Size in bytes of one element; undefined for an untyped storage, whose elements are bytes. */
  readonly elementSize: number;
  readonly elements: number;
}

/** What was found in a stream of pickles that nobody loaded. */
export interface PickleScan {
  /** `torch-legacy` is torch's format before its zip archives. */
  readonly form: 'pickle' | 'joblib' | 'torch' | 'torch-legacy';
  /** Pickles that were followed, those in arrays of objects included. */
  readonly pickles: number;
  readonly opcodes: number;
  /** Bytes of the stream that were read, after inflation. */
  readonly bytes: number;
  /** Each name once for an opcode, in order of appearance; the first 1,000. */
  readonly imports: readonly PickleImport[];
  /** Each callee once for an opcode; the first 1,000. */
  readonly calls: readonly PickleCall[];
  readonly storages: readonly PickledStorage[];
  /** Empty: the pickles are safe to load. Otherwise a sentence each, with opcode, byte and name; the first 50. */
  readonly problems: readonly string[];
  /** Problems in all. */
  readonly problemCount: number;
  /** `broken`: Python gives up as well. `unfollowable`: past a limit, or else in a way that nothing is known of the rest. */
  readonly ending: 'stopped' | 'broken' | 'unfollowable';
}

export interface PickleScanOptions {
  /** The policy's `gates.pickleAllowList`: `module.name` or `module.*`, beside the built-in allow-list. */
  readonly allow?: readonly string[];
  /** `torch`: the `data.pkl` of a torch archive, one pickle whose tensors lie in other entries. Default `file`. */
  readonly form?: 'file' | 'torch';
}
