import { allowListProblem } from '../../../../lib/contracts/index.js';
import { BOOSTING } from './allow-list/boosting.js';
import { JOBLIB } from './allow-list/joblib.js';
import { NUMPY } from './allow-list/numpy.js';
import { PANDAS } from './allow-list/pandas.js';
import { PYTHON } from './allow-list/python.js';
import { type Rules, TRUSTED } from './allow-list/rules.js';
import { SCIKIT_LEARN } from './allow-list/scikit-learn.js';
import { SCIPY } from './allow-list/scipy.js';
import { TORCH } from './allow-list/torch.js';
import type { AllowList } from './machine.js';
import { CHANCE, type Global, type Rule } from './symbols.js';

/** What pickles of models need, group by group with the reason why it is harmless. Anything else is refused. */
const GROUPS: readonly Rules[] = [PYTHON, NUMPY, SCIPY, PANDAS, SCIKIT_LEARN, BOOSTING, JOBLIB, TORCH];

const BUILT_IN: ReadonlyMap<string, Rule> = new Map(
  GROUPS.flatMap((rules) => rules.flatMap(([names, rule]) => names.map((name) => [name, rule] as const))),
);

const lastPart = (full: string): string => full.slice(full.lastIndexOf('.') + 1);

/** What is known by a name in its module; `CHANCE` where several things are. */
const BY_NAME: ReadonlyMap<string, Global> = [...BUILT_IN].reduce((known, [full, rule]) => {
  const name = lastPart(full);
  const before = known.get(name);
  const module = full.slice(0, -name.length - 1);
  if (before === undefined) known.set(name, { kind: 'global', module, name, rule });
  else if (before.rule !== rule) known.set(name, { ...before, rule: CHANCE });
  return known;
}, new Map<string, Global>());

/** The rules of the built-in list and of the policy's entries. Entries with a problem allow nothing. */
export function allowListOf(entries: readonly string[]): AllowList {
  const own = new Set(entries.filter((entry) => allowListProblem(entry) === undefined));
  const find = (module: string, name: string): Rule | undefined => {
    // The name is what a module holds itself; with a dot it would be what something in it holds.
    if (!/^\w+$/u.test(name) || !/^\w+(\.\w+)*$/u.test(module)) return undefined;
    const full = `${module}.${name}`;
    return BUILT_IN.get(full) ?? (own.has(full) || own.has(`${module}.*`) ? TRUSTED : undefined);
  };
  return { find, findByName: (name) => BY_NAME.get(name) };
}
