"""Runs a Python program that must not outlive the process that started it.

    python tied_to_parent.py SCRIPT [ARGUMENT ...]
    python tied_to_parent.py -m MODULE [ARGUMENT ...]

The parent holds the other end of this process's standard input and never writes. Its end, however the parent
died, ends this process: SIGTERM, so that the program stops what it started, and after the grace period SIGKILL to
its process group.
"""

import os
import runpy
import signal
import sys
import threading
import time
import traceback

GRACE_SECONDS = 8


def _watch_parent():
    try:
        while os.read(0, 4096):
            pass
    except OSError:
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(1)


def _run(program, arguments):
    """The program's exit code; what a program would print as it ends is printed."""
    try:
        if program == "-m":
            del sys.path[0]
            sys.argv = arguments
            runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)
        else:
            sys.path[0] = os.path.dirname(os.path.abspath(program))
            sys.argv = [program, *arguments]
            runpy.run_path(program, run_name="__main__")
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def _end(code):
    """Ends at once, whatever threads still wait for, and with it what the program left in this group."""
    if os.getpgrp() == os.getpid():
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        os.killpg(os.getpid(), signal.SIGTERM)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    threading.Thread(target=_watch_parent, name="parent-watch", daemon=True).start()
    _end(_run(sys.argv[1], sys.argv[2:]))
