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
import type { Rule } from './symbols.js';

/** What pickles of models need, group by group with the reason why it is harmless. Anything else is refused. */
const GROUPS: readonly Rules[] = [PYTHON, NUMPY, SCIPY, PANDAS, SCIKIT_LEARN, BOOSTING, JOBLIB, TORCH];

const BUILT_IN: ReadonlyMap<string, Rule> = new Map(
  GROUPS.flatMap((rules) => rules.flatMap(([names, rule]) => names.map((name) => [name, rule] as const))),
);

const BUILT_IN_NAMES: ReadonlySet<string> = new Set(
  [...BUILT_IN.keys()].map((full) => full.slice(full.lastIndexOf('.') + 1)),
);

/** Packages that run, open or load things: no `*` stands for a name of theirs. */
const DANGEROUS = new Set(
  [
    '__builtin__ __main__ _codecs _frozen_importlib _io _osx_support _pickle _posixsubprocess _socket _thread',
    '_winapi aifc ast asyncio atexit bdb builtins cProfile cffi cloudpickle code codeop codecs commands copyreg copy_reg',
    'ctypes dill distutils doctest ensurepip fileinput ftplib functools gc glob http imaplib imp importlib inspect io',
    'joblib linecache logging marshal mmap multiprocessing nt ntpath numpy operator os pathlib pdb pickle pip pipes',
    'pkg_resources pkgutil platform popen2 poplib posix posixpath profile pstats pty py_compile pydoc requests runpy',
    'sched setuptools shelve shutil signal site smtplib socket socketserver sqlite3 ssl stat string subprocess sys',
    'sysconfig telnetlib tempfile test threading timeit tokenize torch trace traceback tracemalloc types unittest urllib',
    'urllib2 uuid venv warnings weakref webbrowser winreg xmlrpc zipapp zipfile zipimport',
  ].flatMap((line) => line.split(' ')),
);

/** What is wrong with an entry of the policy's allow-list; undefined: nothing. */
export function allowListProblem(entry: string): string | undefined {
  const [, module = '', name = ''] = /^([\w.]+)\.(\w+|\*)$/.exec(entry) ?? [];
  if (module === '') return `"${entry}" is no name: expected module.name, or module.*`;
  if (name === '*' && DANGEROUS.has(module.split('.')[0] ?? '')) {
    return `"${entry}" allows all of a package that can run code: name what is needed, as ${module}.name`;
  }
  return undefined;
}

/** The rules of the built-in list and of the policy's entries. Entries with a problem allow nothing. */
export function allowListOf(entries: readonly string[]): AllowList {
  const own = new Set(entries.filter((entry) => allowListProblem(entry) === undefined));
  const find = (module: string, name: string): Rule | undefined => {
    // The name is what a module holds itself; with a dot it would be what something in it holds.
    if (!/^\w+$/u.test(name) || !/^\w+(\.\w+)*$/u.test(module)) return undefined;
    const full = `${module}.${name}`;
    return BUILT_IN.get(full) ?? (own.has(full) || own.has(`${module}.*`) ? TRUSTED : undefined);
  };
  return { find, knows: (name) => BUILT_IN_NAMES.has(name) };
}
