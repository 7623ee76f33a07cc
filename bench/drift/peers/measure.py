"""What the programs beside this one share: the columns to look at, and runs on the clock."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np

COLUMNS = 10
MOST_RUNS = 25
# Seconds after which a piece of work is not run again, however few its runs.
LONGEST = 60


class Measures:
    """`program.py FOLDER ROWS RUNS SECONDS`: each piece of work at least RUNS times and SECONDS long, as on our side."""

    def __init__(self):
        self.folder = Path(sys.argv[1])
        self.rows, self.runs = int(sys.argv[2]), int(sys.argv[3])
        self.seconds = float(sys.argv[4])
        self.done = {}

    def columns(self, side):
        """One array of doubles a column."""
        values = np.fromfile(self.folder / f"{side}.f64")
        return list(values.reshape(COLUMNS, self.rows))

    def frame(self, side):
        import pandas as pd

        return pd.DataFrame({f"c{at}": column for at, column in enumerate(self.columns(side))})

    def time(self, what, run, answer=None, warm_up=None):
        """Keeps the seconds of every run after one that only warms up, and what `answer` makes of the last result."""
        (warm_up or run)()
        seconds, processor = [], []
        while not self._enough(seconds):
            used, started = _processor_seconds(), time.perf_counter()
            result = run()
            seconds.append(time.perf_counter() - started)
            processor.append(_processor_seconds() - used)
        self.done[what] = {
            "seconds": seconds,
            "processorSeconds": processor,
            "answer": {} if answer is None else {name: float(value) for name, value in answer(result).items()},
        }

    def _enough(self, seconds):
        taken = sum(seconds)
        return taken >= LONGEST or (len(seconds) >= self.runs and (taken >= self.seconds or len(seconds) >= MOST_RUNS))

    def finish(self):
        print(json.dumps({"measures": self.done, "threads": _threads(), "peakMegabytes": peak_megabytes()}))


def _processor_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _threads():
    """How many threads the numerical libraries may take; 1 where there is none of theirs."""
    from threadpoolctl import threadpool_info

    return max([pool["num_threads"] for pool in threadpool_info()], default=1)


def peak_megabytes():
    """Of this process alone; `ru_maxrss` begins with what its parent had."""
    status = Path("/proc/self/status")
    if status.exists():
        [line] = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
