"""Writes the pickles to measure with, or measures picklescan and pickletools on them. Arguments: `make` or `measure`, a folder."""
import io
import json
import pickle
import pickletools
import sys
import time
from collections import OrderedDict
from pathlib import Path

from picklescan.scanner import scan_pickle_bytes

task, folder = sys.argv[1], Path(sys.argv[2])
ROUNDS = 3


def make():
    small = folder / "small models"
    words = folder / "a vocabulary"
    data = folder / "raw data"
    for place in (small, words, data):
        place.mkdir(parents=True)
    for number in range(1_000):
        model = OrderedDict((f"parameter{n}", [n * 0.5, n, str(n), None]) for n in range(number % 40 + 5))
        (small / f"{number}.pkl").write_bytes(pickle.dumps(model, number % 6))
    (words / "words.pkl").write_bytes(pickle.dumps({f"word number {n}": n for n in range(500_000)}, 4))
    (data / "data.pkl").write_bytes(pickle.dumps([bytes(1024 * 1024) for _ in range(256)], 4))


def seconds(scan, files):
    def once():
        start = time.perf_counter()
        for content in files:
            scan(content)
        return time.perf_counter() - start

    return min(once() for _ in range(ROUNDS))


def measure():
    scanners = {
        "picklescan": lambda content: scan_pickle_bytes(io.BytesIO(content), "pickle"),
        "pickletools.genops": lambda content: [None for _ in pickletools.genops(content)],
    }
    for place in sorted(folder.iterdir()):
        files = [path.read_bytes() for path in sorted(place.iterdir())]
        for name, scan in scanners.items():
            yield {"set": place.name, "scanner": name, "seconds": seconds(scan, files)}


if task == "make":
    make()
else:
    print(json.dumps(list(measure())))
