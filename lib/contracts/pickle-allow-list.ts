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

/** What is wrong with an entry of a policy's `pickleAllowList`; undefined: nothing. */
export function allowListProblem(entry: string): string | undefined {
  const [, module = '', name = ''] = /^([\w.]+)\.(\w+|\*)$/.exec(entry) ?? [];
  if (module === '') return `"${entry}" is no name: expected module.name, or module.*`;
  if (name === '*' && DANGEROUS.has(module.split('.')[0] ?? '')) {
    return `"${entry}" allows all of a package that can run code: name what is needed, as ${module}.name`;
  }
  return undefined;
}
