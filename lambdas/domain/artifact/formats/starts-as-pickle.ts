/** Bytes of argument of each opcode that has no import in it: a number, `line`, or a counted text by the count's bytes. */
const ARGUMENTS = new Map<number, number | 'line' | { readonly count: number }>();
const of = (opcodes: string, argument: number | 'line' | { readonly count: number }): void => {
  for (const opcode of opcodes) ARGUMENTS.set(opcode.charCodeAt(0), argument);
};
of('(012Nadelostu)]}b\x81\x85\x86\x87\x88\x89\x8f\x90\x91\x94\x97\x98', 0);
of('Khq\x80', 1);
of('M', 2);
of('Jjr', 4);
of('G\x95', 8);
of('FILSVgp', 'line');
of('UC\x8a\x8c', { count: 1 });
of('TXB\x8b', { count: 4 });
of('\x8d\x8e\x96', { count: 8 });
/** Opcodes that take a name from a module, call it, or end a pickle that did not: P and Q ask the program that loads. */
const IMPORTS = 'ci\x93\x82\x83\x84RPQ\x92';
const STOP = 0x2e;
const NEWLINE = 0x0a;
const PROTOCOL = 0x80;
const HIGHEST_PROTOCOL = 5;
/** Bytes that a text, of which the start is no pickle, can pass for opcodes by chance. */
const CHANCE = 256;

/**
 * Whether the first bytes of a file are those of a pickle, whatever its name: the mark of protocol 2 and later, or else
 * opcodes that lead to an import. `whole` says that these are all of its bytes.
 */
export function startsAsPickle(head: Uint8Array, whole: boolean): boolean {
  if (head[0] === PROTOCOL) return (head[1] ?? 255) <= HIGHEST_PROTOCOL;
  for (let at = 0, steps = 0; ; steps += 1) {
    const opcode = head[at];
    if (opcode === undefined) return !whole && steps > CHANCE;
    if (IMPORTS.includes(String.fromCharCode(opcode))) return isImport(head, at);
    const argument = ARGUMENTS.get(opcode);
    if (argument === undefined || opcode === STOP) return false;
    const next = after(head, at + 1, argument);
    if (next > head.length) return !whole && steps > 0 && argument !== 'line';
    at = next;
  }
}

/** GLOBAL and INST name module and name in two lines; the others have what they need on the stack. */
function isImport(head: Uint8Array, at: number): boolean {
  const opcode = String.fromCharCode(head[at] ?? 0);
  if (opcode !== 'c' && opcode !== 'i') return at > 0;
  const text = Buffer.from(head.subarray(at + 1, at + 1 + 512)).toString('latin1');
  return /^[^\n]{1,200}\n[^\n]{1,200}(\n|$)/.test(text) && /^[A-Za-z_][\w.]*\n[A-Za-z_][\w.]*\r?(\n|$)/.test(text);
}

function after(head: Uint8Array, at: number, argument: number | 'line' | { readonly count: number }): number {
  if (typeof argument === 'number') return at + argument;
  if (argument === 'line') {
    const newline = head.indexOf(NEWLINE, at);
    return newline < 0 ? head.length + 1 : newline + 1;
  }
  let length = 0;
  for (let index = 0; index < argument.count; index += 1) length += (head[at + index] ?? 0) * 256 ** index;
  return at + argument.count + length;
}
