/** Bytes, the rest of the line, or a text after its length, which has so many bytes. */
type Argument = number | 'line' | 'lines' | { readonly count: number };

/** The argument of each opcode. */
const ARGUMENTS = new Map<number, Argument>();
const of = (opcodes: string, argument: Argument): void => {
  for (const opcode of opcodes) ARGUMENTS.set(opcode.charCodeAt(0), argument);
};
of('(.012NQRadelostu)]}b\x81\x85\x86\x87\x88\x89\x8f\x90\x91\x92\x93\x94\x97\x98', 0);
of('Khq\x80', 1);
of('M', 2);
of('Jjr', 4);
of('G\x95', 8);
of('FILSVgpP', 'line');
of('c', 'lines');
of('\x82', 1);
of('\x83', 2);
of('\x84', 4);
of('UC\x8a\x8c', { count: 1 });
of('TXB\x8b', { count: 4 });
of('\x8d\x8e\x96', { count: 8 });
/** Opcodes that take a name from a module, by two lines or from the stack. */
const GLOBAL = 'c';
const INSTANCE = 'i';
const IMPORTS = '\x93\x82\x83\x84';
/** Opcodes that call what was taken, or ask the program that loads for something. */
const CALLS = 'Rob\x81\x92PQ';
const STOP = '.';
const MARK = '(';
const NEWLINE = 0x0a;
const PROTOCOL = 0x80;
const HIGHEST_PROTOCOL = 5;

/**
 * Whether the first bytes of a file are those of a pickle, whatever its name: the mark of protocol 2 and later, or else
 * opcodes that import something and go on. `whole` says that these are all of its bytes.
 */
export function startsAsPickle(head: Uint8Array, whole: boolean): boolean {
  if (head[0] === PROTOCOL) return (head[1] ?? 255) <= HIGHEST_PROTOCOL;
  let [imported, marked] = [false, false];
  for (let at = 0; ; ) {
    const byte = head[at];
    if (byte === undefined) return !whole;
    const opcode = String.fromCharCode(byte);
    // Behind one pickle lies another: torch's format before its archives is a row of them.
    if (opcode === STOP && imported) return true;
    if (opcode === STOP) marked = false;
    if (CALLS.includes(opcode) && imported) return true;
    if (opcode === INSTANCE) return marked && namesSomething(head, at, whole);
    if (opcode === GLOBAL && !namesSomething(head, at, whole)) return false;
    if (opcode === GLOBAL || IMPORTS.includes(opcode)) imported = true;
    if (opcode === MARK) marked = true;
    const argument = ARGUMENTS.get(byte);
    if (argument === undefined) return false;
    const next = after(head, at + 1, argument);
    if (next > head.length) return !whole;
    at = next;
  }
}

/** Whether a module's name and a name in it follow, a line each, or may follow behind the head. */
function namesSomething(head: Uint8Array, at: number, whole: boolean): boolean {
  const middle = head.indexOf(NEWLINE, at + 1);
  const end = middle < 0 ? -1 : head.indexOf(NEWLINE, middle + 1);
  const text = Buffer.from(head.subarray(at + 1, end < 0 ? head.length : end)).toString('utf8');
  if (end < 0) return !whole && /^[\p{L}_][\p{L}\p{N}_.\r\n]*$/u.test(text);
  return /^[\p{L}_][\p{L}\p{N}_.]*\r?\n[\p{L}_][\p{L}\p{N}_.]*\r?$/u.test(text);
}

function after(head: Uint8Array, at: number, argument: Argument): number {
  if (typeof argument === 'number') return at + argument;
  if (argument === 'line' || argument === 'lines') {
    const newline = head.indexOf(NEWLINE, at);
    if (newline < 0) return head.length + 1;
    return argument === 'line' ? newline + 1 : after(head, newline + 1, 'line');
  }
  let length = 0;
  for (let index = 0; index < argument.count; index += 1) length += (head[at + index] ?? 0) * 256 ** index;
  return at + argument.count + length;
}
