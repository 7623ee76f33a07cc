"""Hashes an archive and every file in it, in one pass, as tarfile and hashlib do it."""

import hashlib
import json
import sys
import tarfile
import time


class Hashed:
    """A file that hashes what is read of it."""

    def __init__(self, path: str) -> None:
        self.file = open(path, "rb")
        self.hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.hash.update(data)
        return data


start = time.perf_counter()
source = Hashed(sys.argv[1])
hashes = []
with tarfile.open(fileobj=source, mode="r|gz") as archive:
    for entry in archive:
        body = archive.extractfile(entry)
        digest = hashlib.sha256()
        while body is not None and (chunk := body.read(1 << 18)):
            digest.update(chunk)
        hashes.append(digest.hexdigest())
while source.read(1 << 20):
    pass
print(json.dumps({"seconds": time.perf_counter() - start, "sha256": source.hash.hexdigest(), "entries": hashes}))
