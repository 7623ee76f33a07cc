"""Which Step Functions execution the current thread works for.

MiniStack's threads of branches and items copy the context of their execution, so a context variable reaches all.
"""

import contextvars

_current = contextvars.ContextVar("current_execution", default=None)


def set_current(execution):
    _current.set(execution)


def has_ended():
    """Whether the current execution was stopped or timed out while its states still run."""
    execution = _current.get()
    return execution is not None and execution["status"] != "RUNNING"
