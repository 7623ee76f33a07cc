import { anything, either, makeable, named, nothing, of, oneOf, optional, takes } from '../argument-checks.js';
import { type ArgumentCheck, BYTES } from '../symbols.js';
import { callable, namesOf, REFERENCE, type Rules } from './rules.js';

const container = of('list', 'tuple', 'dict', 'set');
/** Python 2's names, which protocols 0 to 2 write. */
const builtins = (names: string): readonly string[] =>
  ['builtins', '__builtin__'].flatMap((module) => namesOf(module, names));
const copyreg = (name: string): readonly string[] => [`copyreg.${name}`, `copy_reg.${name}`];

/** Types that hold data: an empty one, or one from a value that the pickle holds, never from a size. */
const HOLDERS = builtins('list dict set frozenset tuple');
const FACTORIES = [...builtins('list dict set tuple int float str bool'), 'collections.OrderedDict'];

const numbers = (most: number): ArgumentCheck =>
  takes(...Array.from({ length: most }, () => optional(of('integer', 'none'))));

/** The second argument's constructor is called with the third: `object` has none, and a holder copies what it is given. */
const reconstruction: ArgumentCheck = (values) => {
  const isObject = named(...builtins('object'));
  return isObject(values[1])
    ? takes(makeable, isObject, of('none'))(values)
    : takes(makeable, named(...HOLDERS), container)(values);
};

export const PYTHON: Rules = [
  // Plain types: their constructors copy what they are given, and run nothing of anybody else's.
  [HOLDERS, callable(takes(optional(container)), { make: true })],
  [builtins('object'), callable(nothing, { make: true })],
  [builtins('int float str bool'), REFERENCE],
  [builtins('complex'), callable(takes(of('float', 'integer'), of('float', 'integer')))],
  [builtins('slice'), callable(numbers(3))],
  [builtins('range xrange'), callable(numbers(3))],
  // Of bytes or text only: of a number they would take as much memory as it says.
  [
    builtins('bytes bytearray'),
    callable(takes(optional(of('bytes', 'text', 'list')), optional(oneOf('latin-1', 'latin1'))), { gives: BYTES }),
  ],
  // How protocols 0 to 2 write bytes; other codecs unpack archives or import modules.
  [['_codecs.encode'], callable(takes(of('text'), oneOf('latin1', 'latin-1')), { gives: BYTES })],
  // Makes an instance without a constructor but a holder's; of a class that is on the list with that right.
  [copyreg('_reconstructor'), callable(reconstruction)],
  [copyreg('__newobj__'), callable(takes(makeable))],
  // Collections: filled from the pickle's own values. A factory is called without arguments when a key is missed.
  [['collections.OrderedDict'], callable(takes(optional(container)), { make: true, build: true, fills: 'pairs' })],
  [['collections.Counter'], callable(takes(optional(container)), { fills: 'pairs' })],
  [['collections.defaultdict'], callable(takes(optional(either(of('none'), named(...FACTORIES)))), { fills: 'pairs' })],
  [['collections.deque'], callable(takes(optional(container), optional(of('integer', 'none'))), { fills: 'items' })],
  // Values of a fixed size.
  [
    ['datetime.date', 'datetime.datetime', 'datetime.time'],
    callable(takes(of('bytes', 'text'), optional(of('instance', 'none')))),
  ],
  [['datetime.timedelta'], callable(numbers(3))],
  [['datetime.timezone'], callable(takes(anything, optional(of('text'))))],
  [['decimal.Decimal'], callable(takes(of('text')))],
];
