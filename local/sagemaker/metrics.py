"""The metrics that SageMaker publishes for endpoints, sent to CloudWatch in batches."""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter, defaultdict
from typing import Any

NAMESPACE = "AWS/SageMaker"
FLUSH_SECONDS = 0.5
# CloudWatch's limits: values a datum, data a request.
VALUES_PER_DATUM = 150
DATA_PER_REQUEST = 1000

Key = tuple[str, str, str]


class Metrics:
    """
    Collects measurements and publishes them within a second.

    A request that fails is tried again with the next batch; one batch is kept, so that memory stays bounded.
    """

    def __init__(self, cloudwatch: Any):
        self._cloudwatch = cloudwatch
        self._lock = threading.Lock()
        self._values: dict[Key, list[float]] = defaultdict(list)
        self._wake = threading.Event()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="metrics", daemon=True)
        self._thread.start()

    def invocation(
        self, endpoint: str, variant: str, status: int, model_seconds: float, overhead_seconds: float
    ) -> None:
        """``status`` is the container's, 0 where it gave none."""
        measured = {
            "Invocations": 1,
            "Invocation4XXErrors": 1 if 400 <= status < 500 else 0,
            "Invocation5XXErrors": 1 if status >= 500 or status == 0 else 0,
            "ModelLatency": round(model_seconds * 1e6),
            "OverheadLatency": round(max(0.0, overhead_seconds) * 1e6),
        }
        with self._lock:
            for name, value in measured.items():
                self._values[(endpoint, variant, name)].append(value)
        self._wake.set()

    def close(self) -> None:
        self._closed = True
        self._wake.set()
        self._thread.join(2)

    def _run(self) -> None:
        pending: list[dict[str, Any]] = []
        while not self._closed:
            self._wake.wait()
            if not self._closed:
                time.sleep(FLUSH_SECONDS)
            self._wake.clear()
            with self._lock:
                taken, self._values = self._values, defaultdict(list)
            data = pending + _data(taken)
            pending = []
            for start in range(0, len(data), DATA_PER_REQUEST):
                batch = data[start : start + DATA_PER_REQUEST]
                try:
                    self._cloudwatch.put_metric_data(Namespace=NAMESPACE, MetricData=batch)
                except Exception as error:
                    print(
                        f"SageMaker metrics not published, tried again with the next: {error}",
                        file=sys.stderr,
                        flush=True,
                    )
                    pending = batch


def _data(values: dict[Key, list[float]]) -> list[dict[str, Any]]:
    data = []
    for (endpoint, variant, name), measured in values.items():
        counted = sorted(Counter(measured).items())
        for start in range(0, len(counted), VALUES_PER_DATUM):
            part = counted[start : start + VALUES_PER_DATUM]
            data.append(
                {
                    "MetricName": name,
                    "Dimensions": [
                        {"Name": "EndpointName", "Value": endpoint},
                        {"Name": "VariantName", "Value": variant},
                    ],
                    "Unit": "Microseconds" if name.endswith("Latency") else "None",
                    "Values": [value for value, _ in part],
                    "Counts": [count for _, count in part],
                }
            )
    return data
