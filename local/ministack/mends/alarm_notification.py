"""AWS's alarm notification names the alarm's ARN, its actions, its region in words, and a complete trigger.

MiniStack sends a shorter message of its own. Here the message is the one that AWS publishes to the topic.
"""

import functools
import json
import logging
from datetime import datetime, timezone

import botocore.session
from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services import cloudwatch, sns
from patching import replace, require

logger = logging.getLogger("mends.alarm_notification")
_ACTIONS = {"ALARM": "AlarmActions", "OK": "OKActions", "INSUFFICIENT_DATA": "InsufficientDataActions"}


@functools.cache
def region_name(region):
    """The region in words, as in "US East (N. Virginia)"."""
    for partition in botocore.session.get_session().get_data("endpoints")["partitions"]:
        if region in partition["regions"]:
            return partition["regions"][region]["description"]
    return region


def _time(seconds):
    moment = datetime.fromtimestamp(seconds, timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}+0000"


def _trigger(alarm):
    extended = alarm.get("ExtendedStatistic")
    statistic = (
        {"StatisticType": "ExtendedStatistic", "ExtendedStatistic": extended}
        if extended
        else {"StatisticType": "Statistic", "Statistic": (alarm.get("Statistic") or "Average").upper()}
    )
    periods = int(alarm.get("EvaluationPeriods") or 1)
    return {
        "MetricName": alarm.get("MetricName"),
        "Namespace": alarm.get("Namespace"),
        **statistic,
        "Unit": alarm.get("Unit"),
        "Dimensions": [{"value": d["Value"], "name": d["Name"]} for d in alarm.get("Dimensions") or []],
        "Period": int(alarm.get("Period") or 60),
        "EvaluationPeriods": periods,
        "DatapointsToAlarm": int(alarm.get("DatapointsToAlarm") or periods),
        "ComparisonOperator": alarm.get("ComparisonOperator"),
        "Threshold": float(alarm.get("Threshold") or 0),
        "TreatMissingData": alarm.get("TreatMissingData") or "missing",
        "EvaluateLowSampleCountPercentile": alarm.get("EvaluateLowSampleCountPercentile") or "",
    }


def message(alarm, old_state, new_state, reason, now):
    """The notification of a state change, as AWS publishes it."""
    body = {
        "AlarmName": alarm["AlarmName"],
        "AlarmDescription": alarm.get("AlarmDescription") or None,
        "AWSAccountId": get_account_id(),
        "AlarmConfigurationUpdatedTimestamp": _time(alarm.get("AlarmConfigurationUpdatedTimestamp") or now),
        "NewStateValue": new_state,
        "NewStateReason": reason,
        "StateChangeTime": _time(now),
        "Region": region_name(get_region()),
        "AlarmArn": alarm["AlarmArn"],
        "OldStateValue": old_state,
        **{name: alarm.get(name) or [] for name in ("OKActions", "AlarmActions", "InsufficientDataActions")},
    }
    if "AlarmRule" in alarm:
        return {**body, "AlarmRule": alarm["AlarmRule"]}
    return {**body, "Trigger": _trigger(alarm)}


def _dispatch(_original):
    def dispatch_alarm_actions(alarm, old_state, new_state, reason):
        if not alarm.get("ActionsEnabled", True):
            return
        now = datetime.now(timezone.utc).timestamp()
        text = json.dumps(message(alarm, old_state, new_state, reason, now))
        subject = f'{new_state}: "{alarm["AlarmName"]}" in {region_name(get_region())}'[:100]
        for action in alarm.get(_ACTIONS.get(new_state, "")) or []:
            if not cloudwatch._is_sns_action_arn(action):
                continue
            try:
                sns._fanout(action, new_uuid(), text, subject)
            except Exception:
                logger.exception("alarm %s: its notification could not be published to %s", alarm["AlarmName"], action)

    return dispatch_alarm_actions


def apply():
    require(cloudwatch, "_is_sns_action_arn")
    require(sns, "_fanout")
    replace(cloudwatch, "_dispatch_alarm_actions", _dispatch, parameters=("alarm", "old_state", "new_state", "reason"))
