"""On AWS a log line in the embedded metric format becomes metrics, without a call.

MiniStack only stores the line. Here each `_aws.CloudWatchMetrics` directive of a Lambda function's log lines is
stored as PutMetricData would store it, for each of its dimension sets.
"""

import json
import logging
import time

from ministack.services import cloudwatch, lambda_svc

from patching import replace, require

logger = logging.getLogger("mends.embedded_metrics")


def _numbers(value):
    """A metric's value is a number or an array of numbers."""
    values = value if isinstance(value, list) else [value]
    return [float(item) for item in values if isinstance(item, (int, float)) and not isinstance(item, bool)]


def metrics_of_line(line):
    """Yields (namespace, name, dimensions, seconds since the epoch, unit, values) of one log line."""
    start = line.find("{")
    if start < 0 or '"CloudWatchMetrics"' not in line:
        return
    try:
        document = json.loads(line[start:])
    except ValueError:
        return
    metadata = document.get("_aws")
    if not isinstance(metadata, dict):
        return
    at = float(metadata.get("Timestamp") or time.time() * 1000) / 1000
    for directive in metadata.get("CloudWatchMetrics") or []:
        for names in directive.get("Dimensions") or [[]]:
            if any(name not in document for name in names):
                continue  # AWS drops a dimension set whose member is missing
            dimensions = {name: str(document[name]) for name in names}
            for metric in directive.get("Metrics") or []:
                values = _numbers(document.get(metric.get("Name")))
                if values:
                    yield directive["Namespace"], metric["Name"], dimensions, at, metric.get("Unit", "None"), values


def _extract(original):
    def emit_lambda_logs(func, request_id, log_text, *args, **kwargs):
        original(func, request_id, log_text, *args, **kwargs)
        for line in (log_text or "").splitlines():
            try:
                for namespace, name, dimensions, at, unit, values in metrics_of_line(line):
                    cloudwatch._store_datum(namespace, name, dimensions, at, unit, None, values, None, None)
            except Exception:
                logger.warning("a log line in the embedded metric format could not be read: %s", line, exc_info=True)

    return emit_lambda_logs


def apply():
    require(cloudwatch, "_store_datum")
    replace(lambda_svc, "_emit_lambda_logs", _extract, parameters=("func", "request_id", "log_text"))
