"""AWS caps a retrier's delay at MaxDelaySeconds and spreads it with JitterStrategy FULL; MiniStack knows neither."""

import random

from ministack.services import stepfunctions

from patching import replace


def _with_delay(original):
    def find_matching_retrier(retriers, error, retry_counts):
        retrier, index = original(retriers, error, retry_counts)
        if retrier is None:
            return retrier, index
        delay = retrier.get("IntervalSeconds", 1) * retrier.get("BackoffRate", 2.0) ** retry_counts.get(index, 0)
        delay = min(delay, retrier.get("MaxDelaySeconds", delay))
        if retrier.get("JitterStrategy") == "FULL":
            delay = random.uniform(0, delay)
        return {**retrier, "IntervalSeconds": delay, "BackoffRate": 1}, index

    return find_matching_retrier


def apply():
    replace(stepfunctions, "_find_matching_retrier", _with_delay, parameters=("retriers", "error", "retry_counts"))
