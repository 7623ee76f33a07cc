"""Tells what Python's own pickletools and unpicklers, and picklescan, find in pickles: paths of files as lines of the input."""
import hashlib
import io
import json
import pickle
import pickletools
import resource
import sys
import zlib

from picklescan.scanner import SafetyLevel, scan_pickle_bytes

# A changed pickle can ask for any amount of memory.
resource.setrlimit(resource.RLIMIT_AS, (4 * 1024**3, 4 * 1024**3))


class Stub:
    """Stands for whatever a pickle imports: takes everything, does nothing."""

    def __new__(cls, *args, **kwargs):
        return object.__new__(cls)

    def __init__(self, *args, **kwargs):
        pass

    def __call__(self, *args, **kwargs):
        return self

    __setstate__ = append = extend = add = __setitem__ = __call__


def imports(data, unpickler):
    """The names that loading asks for, before its end or its error."""
    found = []

    class Recorder(unpickler):
        def find_class(self, module, name):
            found.append(f"{module}.{name}")
            return type("Stub", (Stub,), {})

        def persistent_load(self, pid):
            return Stub()

    stream = io.BytesIO(data)
    while stream.tell() < len(data):
        before = stream.tell()
        try:
            Recorder(stream).load()
        except BaseException:
            break
        if stream.tell() == before:
            break
    return found


def opcodes(data):
    """A hash of the opcodes' names and positions; null where pickletools gives up, or more than a pickle is there."""
    digest, last = hashlib.sha256(), None
    try:
        for opcode, _, position in pickletools.genops(data):
            digest.update(f"{opcode.name} {position}\n".encode())
            last = position
    except Exception:
        return None
    return digest.hexdigest() if last == len(data) - 1 else None


def flagged(data):
    result = scan_pickle_bytes(io.BytesIO(data), "pickle")
    return [f"{g.module}.{g.name}" for g in result.globals if g.safety == SafetyLevel.Dangerous]


def answer(path):
    with open(path, "rb") as file:
        data = file.read()
    if data[:1] == b"\x78":
        data = zlib.decompress(data)
    found = sorted({name for unpickler in (pickle._Unpickler, pickle.Unpickler) for name in imports(data, unpickler)})
    return {"opcodes": opcodes(data), "imports": found, "flagged": flagged(data)}


def split(packed):
    """Many pickles in one file: a length of four bytes before each."""
    at = 0
    while at < len(packed):
        size = int.from_bytes(packed[at : at + 4], "little")
        yield packed[at + 4 : at + 4 + size]
        at += 4 + size


paths = sys.stdin.read().split("\n")
answers = []
for path in filter(None, paths):
    if path.endswith(".packed"):
        with open(path, "rb") as file:
            for data in split(file.read()):
                found = {n for unpickler in (pickle._Unpickler, pickle.Unpickler) for n in imports(data, unpickler)}
                answers.append({"opcodes": None, "imports": sorted(found), "flagged": []})
    else:
        answers.append(answer(path))
json.dump(answers, sys.stdout)
