"""The service model's regular expressions, which are Java's, as Python's."""

from __future__ import annotations

import re
from functools import cache

# What stands inside a character class. \p{L}, \p{N} and \p{Z} are close enough: they only occur together, in tags.
_PROPERTIES = {
    "L": r"\w",
    "N": r"\d",
    "Z": r"\s",
    "Alnum": "a-zA-Z0-9",
    "ASCII": r"\x00-\x7f",
    "Print": r"\x20-\x7e",
}
_TOKEN = re.compile(r"\\p\{(\w+)\}|\\z|\\u[0-9A-Fa-f]{4}|\\.|[\[\]]|[^\\\[\]]+")


@cache
def compile_pattern(pattern: str) -> re.Pattern[str] | None:
    """The compiled pattern for ``fullmatch``, or None for one that Python has no equivalent of."""
    out: list[str] = []
    in_class = False
    for token in _TOKEN.finditer(pattern):
        text = token.group(0)
        if token.group(1):
            members = _PROPERTIES.get(token.group(1))
            if members is None:
                return None
            text = members if in_class else f"[{members}]"
        elif text == r"\z":
            text = r"\Z"
        elif text == "[":
            in_class = True
        elif text == "]":
            in_class = False
        elif text.lower().startswith(r"\ud"):
            return None
        out.append(text)
    try:
        return re.compile("".join(out))
    except re.error:
        return None
