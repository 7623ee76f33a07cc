"""AWS evaluates an alarm on its metric with exactly its dimensions, by period, M out of N, every few seconds.

MiniStack merges all metrics of the same name, knows no periods, no DatapointsToAlarm and no missing data, and
evaluates only when a metric is put. Here `_evaluate_alarm` follows AWS (see `alarm_states`), and a timer runs it
every second, in each alarm's own account and region.
"""

import json
import logging
import threading
import time
from datetime import datetime, timezone

from alarm_states import COMPARISONS, EXTRA_PERIODS, alarm_state
from ministack.core.responses import request_scope
from ministack.services import cloudwatch
from patching import replace, require

logger = logging.getLogger("mends.alarms")
TIMER_SECONDS = 1.0
_lock = threading.RLock()
_VERBS = {
    "GreaterThanOrEqualToThreshold": "greater than or equal to",
    "GreaterThanThreshold": "greater than",
    "LessThanThreshold": "less than",
    "LessThanOrEqualToThreshold": "less than or equal to",
}


def _statistic(alarm):
    return alarm.get("ExtendedStatistic") or alarm.get("Statistic") or "Average"


def _datapoints(alarm, now):
    """[(start of the period, value or None)], oldest first: the running period only if it has data."""
    period = int(alarm.get("Period") or 60)
    periods = int(alarm.get("EvaluationPeriods") or 1)
    dimensions = cloudwatch._dims_from_list(alarm.get("Dimensions") or [])
    key = (alarm["Namespace"], alarm["MetricName"], cloudwatch._dims_key(dimensions))
    running = int(now // period) * period
    oldest = running - period * (periods + EXTRA_PERIODS)
    buckets = {}
    for point in list(cloudwatch._metrics.get(key) or []):
        at = point["Timestamp"]
        if oldest <= at < running + period and (not alarm.get("Unit") or point.get("Unit") == alarm["Unit"]):
            buckets.setdefault(int(at // period) * period, []).append(point)
    starts = list(range(oldest, running + period, period))
    starts = starts[1:] if running in buckets else starts[:-1]
    values = []
    for start in starts:
        points = buckets.get(start)
        stats = cloudwatch._calc_stats(points) if points else {}
        values.append((start, cloudwatch._stat_value(stats, _statistic(alarm), points) if stats else None))
    return values


def _reason(alarm, state, datapoints):
    real = [(start, value) for start, value in datapoints if value is not None]
    last = real[-int(alarm.get("EvaluationPeriods") or 1) :]
    if state == "INSUFFICIENT_DATA":
        return "Insufficient Data: no datapoints were received."
    if not last:
        return f"Threshold Crossed: no datapoints were received and were treated as [{alarm.get('TreatMissingData')}]."
    shown = ", ".join(
        f"{value} ({datetime.fromtimestamp(start, timezone.utc):%d/%m/%y %H:%M:%S})" for start, value in reversed(last)
    )
    negation = "" if state == "ALARM" else "not "
    return (
        f"Threshold Crossed: {len(last)} datapoint{'s' if len(last) > 1 else ''} [{shown}] "
        f"{'were' if len(last) > 1 else 'was'} {negation}{_VERBS[alarm['ComparisonOperator']]} "
        f"the threshold ({float(alarm['Threshold'])})."
    )


def _reason_data(alarm, datapoints, now):
    def iso(seconds):
        return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000+0000")

    real = [(start, value) for start, value in datapoints if value is not None]
    return json.dumps(
        {
            "version": "1.0",
            "queryDate": iso(now),
            "startDate": iso(datapoints[0][0]),
            "statistic": _statistic(alarm),
            "period": int(alarm.get("Period") or 60),
            "recentDatapoints": [value for _, value in real],
            "threshold": float(alarm["Threshold"]),
            "evaluatedDatapoints": [{"timestamp": iso(start), "value": value} for start, value in reversed(real)],
        }
    )


def _transition(alarm):
    """Changes the alarm's state if its datapoints say so; returns (old, new, reason) or None."""
    now = time.time()
    compare = COMPARISONS.get(alarm.get("ComparisonOperator"))
    if compare is None or not alarm.get("Namespace") or not alarm.get("MetricName"):
        return None  # anomaly detection and metric math, which AWS evaluates otherwise
    datapoints = _datapoints(alarm, now)
    threshold = float(alarm["Threshold"])
    periods = int(alarm.get("EvaluationPeriods") or 1)
    state = alarm_state(
        [None if value is None else compare(value, threshold) for _, value in datapoints],
        periods,
        int(alarm.get("DatapointsToAlarm") or periods),
        alarm.get("TreatMissingData") or "missing",
    )
    old = alarm["StateValue"]
    if state is None or state == old:
        return None
    reason = _reason(alarm, state, datapoints)
    alarm["StateValue"] = state
    alarm["StateReason"] = reason
    alarm["StateReasonData"] = _reason_data(alarm, datapoints, now)
    alarm["StateUpdatedTimestamp"] = int(now)
    cloudwatch._record_history(alarm["AlarmName"], old, state, reason)
    return old, state, reason


def _evaluate(_original):
    def evaluate_alarm(alarm):
        with _lock:
            change = _transition(alarm)
        if change:
            cloudwatch._dispatch_alarm_actions(alarm, *change)
            cloudwatch._evaluate_parent_alarms(alarm)

    return evaluate_alarm


def _run_timer():
    while True:
        time.sleep(TIMER_SECONDS)
        scopes = {(account, region) for account, region, _ in list(cloudwatch._alarms.to_dict())}
        for account, region in scopes:
            with request_scope(account, region):
                for alarm in cloudwatch._alarms.values():
                    try:
                        cloudwatch._evaluate_alarm(alarm)
                    except Exception:
                        logger.warning("alarm %s could not be evaluated", alarm.get("AlarmName"), exc_info=True)


def apply():
    require(
        cloudwatch,
        *("_metrics", "_alarms", "_calc_stats", "_stat_value", "_dims_key", "_dims_from_list"),
        *("_record_history", "_dispatch_alarm_actions", "_evaluate_parent_alarms"),
    )
    replace(cloudwatch, "_evaluate_alarm", _evaluate, parameters=("alarm",))
    threading.Thread(target=_run_timer, name="alarm-timer", daemon=True).start()
