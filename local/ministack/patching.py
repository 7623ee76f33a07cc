"""Replaces functions and pieces of text of MiniStack, and refuses to guess.

MiniStack has no extension points, so the mends replace private names. A release that renamed one, or changed
what it takes, must stop the launcher at once with a line that says which mend to look at: a mend that silently
does nothing would show up as a wrong result much later.
"""

import functools
import inspect


class MendError(RuntimeError):
    """The pinned MiniStack does not have what a mend replaces."""


def replace(module, name, make, parameters=None):
    """Sets `module.name` to `make(original)`.

    `parameters`: the leading parameter names that the original must have.
    """
    original = getattr(module, name, None)
    where = f"{getattr(module, '__name__', module)}.{name}"
    if original is None:
        raise MendError(f"{where} does not exist; this mend was written for another release of MiniStack")
    if parameters is not None:
        found = tuple(inspect.signature(original).parameters)
        if found[: len(parameters)] != tuple(parameters):
            raise MendError(f"{where} takes {found}, the mend expects {tuple(parameters)} first")
    replacement = functools.wraps(original)(make(original))
    setattr(module, name, replacement)
    return original


def replace_text(module, name, old, new, count):
    """Replaces `old` by `new` in the string `module.name`; `old` must occur exactly `count` times."""
    text = getattr(module, name, None)
    where = f"{module.__name__}.{name}"
    if not isinstance(text, str):
        raise MendError(f"{where} is not a string; this mend was written for another release of MiniStack")
    found = text.count(old)
    if found != count:
        raise MendError(f"{where} holds {old!r} {found} times, the mend expects {count}")
    setattr(module, name, text.replace(old, new))


def require(module, *names):
    """Checks that `module` has all of `names`, which a mend calls or changes in place."""
    missing = [name for name in names if not hasattr(module, name)]
    if missing:
        raise MendError(f"{module.__name__} has no {', '.join(missing)}; this mend was written for another release")
